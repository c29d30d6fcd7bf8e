// --- strings
const SPACE = new Set(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
);
const strip = (s, chars, left, right) => {
  const set =
    chars === undefined || chars instanceof NullValue
      ? SPACE
      : new Set(isStr(chars) ? chars.value : fail('strip arg must be None or str'));
  let a = 0,
    b = s.length;
  if (left) while (a < b && set.has(s[a])) a++;
  if (right) while (b > a && set.has(s[b - 1])) b--;
  return S(s.slice(a, b));
};
const splitSpace = (s, max) => {
  const out = [];
  let i = 0;
  for (;;) {
    while (i < s.length && SPACE.has(s[i])) i++;
    if (i >= s.length) return out;
    if (max >= 0 && out.length >= max) {
      out.push(strip(s.slice(i), undefined, false, true).value);
      return out;
    }
    let j = i;
    while (j < s.length && !SPACE.has(s[j])) j++;
    out.push(s.slice(i, j));
    i = j;
  }
};
const swap = (s, from, to, count) => {
  const parts = from === '' ? ['', ...Array.from(s), ''] : s.split(from);
  const n = count < 0 ? parts.length - 1 : Math.min(count, parts.length - 1);
  room(s.length + n * Math.max(0, to.length - from.length));
  return S(n < parts.length - 1 ? [parts.slice(0, n + 1).join(to), ...parts.slice(n + 1)].join(from) : parts.join(to));
};
const text = v => (isStr(v) ? v.value : fail('expected str, got ' + v?.type));
const num = (v, d) =>
  v === undefined || v instanceof NullValue
    ? d
    : v instanceof IntegerValue && Number.isSafeInteger(v.value)
      ? v.value
      : fail('an integer within 2^53 is required');
const capital = s => {
  const c = Array.from(s);
  return c.length ? c[0].toUpperCase() + c.slice(1).join('').toLowerCase() : s;
};
const title = s => s.replace(/\p{L}+/gu, capital);
const linesOf = s => {
  const p = s.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
  if (p.at(-1) === '') p.pop();
  return p;
};
const METHODS = {
  upper: s => S(s.toUpperCase()),
  lower: s => S(s.toLowerCase()),
  title: s => S(title(s)),
  capitalize: s => S(capital(s)),
  strip: (s, a) => strip(s, a[0], true, true),
  lstrip: (s, a) => strip(s, a[0], true, false),
  rstrip: (s, a) => strip(s, a[0], false, true),
  startswith: (s, a) => B((isArr(a[0]) ? a[0].value : [a[0]]).some(p => s.startsWith(text(p)))),
  endswith: (s, a) => B((isArr(a[0]) ? a[0].value : [a[0]]).some(p => s.endsWith(text(p)))),
  split: (s, a, kw) => {
    const sep = a[0] ?? kw.get('sep'),
      max = num(a[1] ?? kw.get('maxsplit'), -1);
    if (sep === undefined || sep instanceof NullValue) return A(splitSpace(s, max).map(S));
    const parts = text(sep) === '' ? fail('empty separator') : s.split(sep.value);
    return A(
      (max >= 0 && parts.length > max + 1 ? [...parts.slice(0, max), parts.slice(max).join(sep.value)] : parts).map(S),
    );
  },
  rsplit: (s, a, kw) => {
    const parts = s.split(text(a[0])),
      max = num(a[1] ?? kw.get('maxsplit'), -1),
      cut = max >= 0 ? Math.max(0, parts.length - max) : 0;
    return A((cut > 1 ? [parts.slice(0, cut).join(a[0].value), ...parts.slice(cut)] : parts).map(S));
  },
  replace: (s, a, kw) => swap(s, text(a[0]), text(a[1]), num(a[2] ?? kw.get('count'), -1)),
  splitlines: s => A(linesOf(s).map(S)),
  partition: (s, a) => {
    const i = s.indexOf(text(a[0]));
    return new TupleValue((i < 0 ? [s, '', ''] : [s.slice(0, i), a[0].value, s.slice(i + a[0].value.length)]).map(S));
  },
  join: (s, a) => S(glue(items(a[0]).map(text), s)),
  find: (s, a) => I(s.indexOf(text(a[0]))),
  count: (s, a) => I(s.split(text(a[0])).length - 1),
  removeprefix: (s, a) => S(s.startsWith(text(a[0])) ? s.slice(a[0].value.length) : s),
  removesuffix: (s, a) => S(a[0].value && s.endsWith(text(a[0])) ? s.slice(0, -a[0].value.length) : s),
  isdigit: s => B(/^\p{Nd}+$/u.test(s)),
  isalpha: s => B(/^\p{L}+$/u.test(s)),
  isalnum: s => B(/^[\p{L}\p{N}]+$/u.test(s)),
  isspace: s => B(s !== '' && Array.from(s).every(c => SPACE.has(c))),
  islower: s => B(s !== s.toUpperCase() && s === s.toLowerCase()),
  isupper: s => B(s !== s.toLowerCase() && s === s.toUpperCase()),
};
const methodsOf = v => (isStr(v) ? METHODS : isDict(v) ? DICT : isArr(v) ? LIST : {});
const bound = (v, name) => {
  const table = methodsOf(v);
  return Object.hasOwn(table, name) ? F((a, kw) => table[name](v.value, a, kw)) : UNDEFINED;
};
const DICT = {
  get: (m, a) => m.get(isStr(a[0]) ? a[0].value : '\0') ?? a[1] ?? NONE,
  keys: m => A([...m.keys()].map(S)),
  values: m => A([...m.values()]),
  items: m => A([...m].map(([k, v]) => new TupleValue([S(k), v]))),
  copy: m => new ObjectValue(new Map(m)),
};
const LIST = {
  index: (l, a) => {
    const i = l.findIndex(x => same(x, a[0]));
    return i < 0 ? fail('value is not in list') : I(i);
  },
  count: (l, a) => I(l.filter(x => same(x, a[0])).length),
};
