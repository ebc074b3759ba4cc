const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** `1 h 5 min`: the two largest units; seconds only below ten minutes. */
export function formatDuration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < minute) return `${seconds} s`;
  if (seconds < 10 * minute) return `${Math.floor(seconds / minute)} min ${seconds % minute} s`;
  if (seconds < hour) return `${Math.round(seconds / minute)} min`;
  if (seconds < day) return `${Math.floor(seconds / hour)} h ${Math.floor((seconds % hour) / minute)} min`;
  return `${Math.floor(seconds / day)} d ${Math.floor((seconds % day) / hour)} h`;
}

const sameDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const otherDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function formatInstant(instant) {
  if (instant === null) return '–';
  const date = new Date(instant);
  const isToday = date.toDateString() === new Date().toDateString();
  return (isToday ? sameDay : otherDay).format(date);
}
