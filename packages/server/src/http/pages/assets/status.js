import { element } from './elements.js';

const names = {
  created: 'Starting',
  queued: 'Queued',
  running: 'Running',
  hibernated: 'Asleep',
  completed: 'Completed',
  timeout: 'Timed out',
  failed: 'Failed',
};

const reasons = {
  closed: 'It was closed through the API or from this page.',
  expired: 'Its time was up.',
  launch_failed: 'Its browser did not start.',
  browser_crashed: 'Its browser crashed three times within a minute.',
  browser_hung: 'Its browser stopped answering, and others crashed, within a minute.',
  server_restarted: 'Its browser was gone when the server came back.',
  stopped_by_operator: 'The operator of the server stopped it.',
};

export const isLive = session => !['completed', 'timeout', 'failed'].includes(session.status);

export const statusName = status => names[status] ?? status;

export const badge = status => element('span', { class: `badge ${status}` }, statusName(status));

export const reasonText = reason => reasons[reason] ?? (reason === null ? '' : `Reason: ${reason}.`);
