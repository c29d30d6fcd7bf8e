// --- filters and tests
const TESTS = {
  defined: v => !isUndef(v),
  undefined: isUndef,
  none: v => v instanceof NullValue,
  boolean: v => v instanceof BooleanValue,
  true: v => v instanceof BooleanValue && v.value,
  false: v => v instanceof BooleanValue && !v.value,
  string: isStr,
  number: isNum,
  integer: v => v instanceof IntegerValue,
  float: v => v instanceof FloatValue,
  mapping: isDict,
  callable: v => v instanceof FunctionValue,
  iterable: v => isArr(v) || isStr(v) || isDict(v) || isUndef(v),
  sequence: v => isArr(v) || isStr(v) || isDict(v) || isUndef(v),
  lower: v => METHODS.islower(str(v)).value,
  upper: v => METHODS.isupper(str(v)).value,
  odd: v => binary('%', v, I(2)).value === 1,
  even: v => binary('%', v, I(2)).value === 0,
  divisibleby: (v, n) => binary('%', v, n).value === 0,
  equalto: same,
  eq: same,
  ne: (a, b) => !same(a, b),
  sameas: (a, b) => a === b || (a.type === b.type && a.value === b.value),
  in: (a, b) => contains(a, b),
  gt: (a, b) => order(a, b) > 0,
  ge: (a, b) => order(a, b) >= 0,
  lt: (a, b) => order(a, b) < 0,
  le: (a, b) => order(a, b) <= 0,
  greaterthan: (a, b) => order(a, b) > 0,
  lessthan: (a, b) => order(a, b) < 0,
  escaped: () => false,
};
TESTS['=='] = same;
TESTS['!='] = TESTS.ne;
const test = name => (Object.hasOwn(TESTS, name) ? TESTS[name] : fail(`No test named '${name}'.`));
const attribute = (v, path) => {
  for (const p of String(path).split('.')) v = member(v, /^\d+$/.test(p) ? I(Number(p)) : S(p));
  return v;
};
class GroupValue extends TupleValue {}
const member = (v, key) => {
  if (isUndef(v)) fail('a value is undefined: it has no ' + key.value);
  if (v instanceof GroupValue && isStr(key) && (key.value === 'grouper' || key.value === 'list'))
    return v.value[key.value === 'list' ? 1 : 0];
  if ((isNum(v) || v instanceof BooleanValue) && isStr(key) && ['real', 'numerator'].includes(key.value))
    return v instanceof FloatValue ? v : I(Number(v.value));
  if (isAttributeContainer(v))
    return (isStr(key) ? v.value.get(key.value) : undefined) ?? (isStr(key) ? bound(v, key.value) : UNDEFINED);
  if ((isArr(v) || isStr(v)) && (key instanceof IntegerValue || key instanceof BooleanValue)) {
    const x = (isArr(v) ? v.value : Array.from(v.value)).at(Number(key.value));
    return x === undefined ? UNDEFINED : isArr(v) ? x : S(x);
  }
  return isStr(key) ? bound(v, key.value) : UNDEFINED;
};
const flag = v => v !== undefined && v.__bool__().value;
const sorted = (v, kw, a) => {
  const by = kw.get('attribute') ?? a[2],
    sensitive = flag(kw.get('case_sensitive') ?? a[1]),
    sign = flag(kw.get('reverse') ?? a[0]) ? -1 : 1;
  const key = by && !(by instanceof NullValue) ? x => attribute(x, by.value) : x => x;
  return items(v)
    .slice()
    .sort((x, y) => sign * compareRuntimeValues(key(x), key(y), sensitive));
};
const chosen = (v, a, keep, byAttribute, scope) => {
  const name = byAttribute ? text(a[0]) : null,
    rest = byAttribute ? a.slice(1) : a,
    t = rest.length ? test(text(rest[0])) : x => x.__bool__().value;
  return A(items(v).filter(x => t(byAttribute ? attribute(x, name) : x, ...rest.slice(1)) === keep));
};
const toInt = (v, d) =>
  v instanceof BooleanValue
    ? I(Number(v.value))
    : isNum(v)
      ? I(Math.trunc(v.value))
      : isStr(v) && /^\s*[+-]?\d[\d_]*(\.\d*)?\s*$/.test(v.value)
        ? I(Math.trunc(Number(v.value.replace(/_/g, ''))))
        : d;
const toFloat = (v, d) =>
  isNum(v)
    ? new FloatValue(Number(v.value))
    : isStr(v) && v.value.trim() !== '' && !Number.isNaN(Number(v.value))
      ? new FloatValue(Number(v.value))
      : d;
const indented = (s, width, first, blank) => {
  const pad = isStr(width)
      ? width.value
      : ' '.repeat(num(width, 4) <= 1000 ? num(width, 4) : fail('indent greater than 1000')),
    lines = linesOf(s + '\n');
  room(s.length + lines.length * pad.length);
  return S(lines.map((x, i) => ((i === 0 ? !first : !blank && x === '') ? x : pad + x)).join('\n'));
};
// the filter parts words at blanks, hyphens and brackets; the method str.title() parts them at every other character too
const titleFilter = s =>
  s
    .split(/([-\s({[<]+)/u)
    .map(capital)
    .join('');
const FILTERS = {
  safe: v => v,
  string: v => S(str(v)),
  tojson: (v, a, kw) => {
    const n = kw.get('indent') ?? a[1],
      s = kw.get('separators') ?? a[2];
    return S(
      toJSON(v, {
        ensureAscii: flag(kw.get('ensure_ascii') ?? a[0]),
        indent: n === undefined || n instanceof NullValue ? null : num(n),
        sortKeys: flag(kw.get('sort_keys') ?? a[3]),
        separators: s && isArr(s) ? s.value.map(text) : null,
      }),
    );
  },
  list: v => A(items(v)),
  first: v => items(v)[0] ?? UNDEFINED,
  last: v => items(v).at(-1) ?? UNDEFINED,
  length: v => I(isStr(v) ? Array.from(v.value).length : isDict(v) ? v.value.size : items(v).length),
  reverse: v => (isStr(v) ? S(Array.from(v.value).reverse().join('')) : A(items(v).slice().reverse())),
  join: (v, a, kw) => {
    const by = kw.get('attribute') ?? a[1];
    return S(
      glue(
        items(v).map(x => str(by ? attribute(x, by.value) : x)),
        str(a[0] ?? kw.get('d') ?? S('')),
      ),
    );
  },
  default: (v, a, kw) =>
    isUndef(v) || (flag(a[1] ?? kw.get('boolean')) && !v.__bool__().value)
      ? (a[0] ?? kw.get('default_value') ?? S(''))
      : v,
  trim: (v, a) => strip(str(v), a[0], true, true),
  upper: v => S(str(v).toUpperCase()),
  lower: v => S(str(v).toLowerCase()),
  capitalize: v => S(capital(str(v))),
  title: v => S(titleFilter(str(v))),
  replace: (v, a, kw) => swap(str(v), str(a[0]), str(a[1]), num(a[2] ?? kw.get('count'), -1)),
  indent: (v, a, kw) =>
    indented(str(v), a[0] ?? kw.get('width'), flag(a[1] ?? kw.get('first')), flag(a[2] ?? kw.get('blank'))),
  int: (v, a) => toInt(v, a[0] ?? I(0)),
  float: (v, a) => toFloat(v, a[0] ?? new FloatValue(0)),
  abs: v => number(v, v, Math.abs(val(v))),
  round: (v, a) => {
    if (v instanceof IntegerValue && num(a[0], 0) >= 0) return v;
    const p = 10 ** num(a[0], 0),
      x = val(v) * p,
      r = Math.round(x);
    return new FloatValue((Math.abs(x % 1) === 0.5 && r % 2 ? r - 1 : r) / p);
  },
  sum: (v, a, kw) => {
    const by = kw.get('attribute') ?? a[0];
    return items(v).reduce((s, x) => binary('+', s, by ? attribute(x, by.value) : x), kw.get('start') ?? I(0));
  },
  min: v =>
    items(v).reduce((m, x) => (m === undefined || compareRuntimeValues(x, m) < 0 ? x : m), undefined) ?? UNDEFINED,
  max: v =>
    items(v).reduce((m, x) => (m === undefined || compareRuntimeValues(x, m) > 0 ? x : m), undefined) ?? UNDEFINED,
  unique: v => {
    const out = [],
      key = x => (isStr(x) ? S(x.value.toLowerCase()) : x);
    for (const x of items(v)) if (!out.some(y => same(key(x), key(y)))) out.push(x);
    return A(out);
  },
  sort: (v, a, kw) => A(sorted(v, kw, a)),
  items: v => (isUndef(v) ? A([]) : DICT.items(isDict(v) ? v.value : fail('Can only get item pairs from a mapping.'))),
  dictsort: (v, a, kw) => {
    const i = str(kw.get('by') ?? a[1] ?? S('key')) === 'value' ? 1 : 0,
      cs = flag(kw.get('case_sensitive') ?? a[0]),
      sign = flag(kw.get('reverse') ?? a[2]) ? -1 : 1;
    return A(
      DICT.items(v.value)
        .value.slice()
        .sort((x, y) => sign * compareRuntimeValues(x.value[i], y.value[i], cs)),
    );
  },
  select: (v, a) => chosen(v, a, true, false),
  reject: (v, a) => chosen(v, a, false, false),
  selectattr: (v, a) => chosen(v, a, true, true),
  rejectattr: (v, a) => chosen(v, a, false, true),
  map: (v, a, kw, scope) => {
    const by = kw.get('attribute'),
      d = kw.get('default');
    return by
      ? A(
          items(v).map(x => {
            const y = attribute(x, by.value);
            return isUndef(y) && d ? d : y;
          }),
        )
      : A(items(v).map(x => filter(text(a[0]))(x, a.slice(1), kw, scope)));
  },
  wordcount: v => I((str(v).match(/\w+/g) ?? []).length),
  format: (v, a) => S(formatted(text(v), a)),
  escape: v =>
    S(str(v).replace(/[&<>'"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&#34;' })[c])),
  batch: (v, a) => {
    const n = Math.max(1, num(a[0], 1)),
      x = items(v),
      out = [];
    for (let i = 0; i < x.length; i += n) out.push(A(x.slice(i, i + n)));
    return A(out);
  },
};
FILTERS.attr = (v, a) => (v instanceof NamespaceValue ? v.value.get(text(a[0])) ?? UNDEFINED : bound(v, text(a[0])));
FILTERS.center = (v, a, kw) => {
  const c = Array.from(str(v)),
    width = num(a[0] ?? kw.get('width'), 80),
    more = room(Math.max(0, width - c.length)),
    left = Math.floor(more / 2) + (more & width & 1);
  return S(' '.repeat(left) + c.join('') + ' '.repeat(more - left));
};
FILTERS.truncate = (v, a, kw) => {
  const c = Array.from(str(v)),
    length = num(a[0] ?? kw.get('length'), 255),
    end = str(a[2] ?? kw.get('end') ?? S('...')),
    leeway = num(a[3] ?? kw.get('leeway'), 5);
  if (length < end.length) fail('truncate: length is less than that of the end');
  if (c.length <= length + leeway) return S(c.join(''));
  const cut = c.slice(0, length - end.length).join(''),
    at = cut.lastIndexOf(' ');
  return S((flag(a[1] ?? kw.get('killwords')) || at < 0 ? cut : cut.slice(0, at)) + end);
};
FILTERS.slice = (v, a, kw) => {
  const x = items(v),
    n = num(a[0] ?? kw.get('slices')),
    fill = a[1] ?? kw.get('fill_with'),
    out = [];
  if (n <= 0 || n > ITEMS_MAX) fail('slice: not a number of slices');
  for (let i = 0, from = 0; i < n; i++) {
    const size = Math.floor(x.length / n) + (i < x.length % n ? 1 : 0),
      part = x.slice(from, from + size);
    if (fill !== undefined && !(fill instanceof NullValue) && i >= x.length % n) part.push(fill);
    out.push(A(part));
    from += size;
  }
  return A(out);
};
FILTERS.groupby = (v, a, kw) => {
  const by = a[0] ?? kw.get('attribute'),
    given = a[1] ?? kw.get('default'),
    sensitive = flag(a[2] ?? kw.get('case_sensitive')),
    groups = [];
  const key = x => {
    const k = attribute(x, by.value);
    return isUndef(k) && given ? given : k;
  };
  for (const x of items(v).slice().sort((x, y) => compareRuntimeValues(key(x), key(y), sensitive))) {
    const k = key(x),
      last = groups.at(-1);
    if (last && compareRuntimeValues(last.value[0], k, sensitive) === 0) last.value[1].value.push(x);
    else groups.push(new GroupValue([k, A([x])]));
  }
  return A(groups);
};
FILTERS.count = FILTERS.length;
FILTERS.d = FILTERS.default;
FILTERS.e = FILTERS.escape;
const filter = name => (Object.hasOwn(FILTERS, name) ? FILTERS[name] : fail(`No filter named '${name}'.`));
