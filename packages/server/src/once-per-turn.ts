/**
 * Gathers what it is given in one turn and passes all of it on at the turn's end: with many messages in flight, a system
 * call for each of them costs more than everything else that is done with it.
 */
export function oncePerTurn<Item>(pass: (items: readonly Item[]) => void): (item: Item) => void {
  let items: Item[] = [];
  const passAll = (): void => {
    const gathered = items;
    items = [];
    pass(gathered);
  };
  return item => {
    if (items.push(item) === 1) process.nextTick(passAll);
  };
}
