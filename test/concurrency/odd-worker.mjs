export const echo = (value) => value;
export const spin = () => {
  for (;;);
};
export const hoard = () => {
  const all = [];
  for (;;) all.push(Array.from({ length: 100_000 }, () => all.length));
};
export const fail = () => {
  throw new RangeError('it was asked to fail');
};
