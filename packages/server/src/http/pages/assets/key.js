/*
 * The API key of this browser tab. It is kept until the tab closes and goes nowhere but into the header of our own
 * requests: not into an address, not into a cookie.
 */

const name = 'berth.api-key';

export const storedKey = () => sessionStorage.getItem(name);
export const storeKey = key => sessionStorage.setItem(name, key);
export const forgetKey = () => sessionStorage.removeItem(name);
