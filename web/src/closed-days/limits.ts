// What a file may be at most, as the server says it when it refuses.
export const LARGEST = 4 * 2 ** 20;
export const MOST_EVENTS = 5_000;
export const MOST_FREEZES = 200;
