// Appended to the package's CommonJS bundle inside one function: replaces what differs from Python's Jinja.
// Bound to @huggingface/jinja 0.5.11: it replaces functions of the bundle by name.
const STRING_MAX = 4 * 1024 * 1024,
  ITEMS_MAX = 100000,
  DEPTH_MAX = 60;
const fail = m => {
  throw new Error(m);
};
const S = v => new StringValue(v),
  I = v => new IntegerValue(v),
  B = v => new BooleanValue(v),
  A = v => new ArrayValue(v);
const UNDEFINED = new UndefinedValue(),
  NONE = new NullValue();
const F = f =>
  new FunctionValue((args, scope) => {
    const last = args.at(-1),
      kw = last instanceof KeywordArgumentsValue ? last.value : new Map();
    return f(last instanceof KeywordArgumentsValue ? args.slice(0, -1) : args, kw, scope);
  });
const isStr = v => v instanceof StringValue,
  isArr = v => v instanceof ArrayValue,
  isUndef = v => v instanceof UndefinedValue;
const isDict = v => v instanceof ObjectValue;
const room = n => (n <= STRING_MAX ? n : fail('text longer than ' + STRING_MAX + ' characters'));
class CappedString extends StringValue {
  constructor(v) {
    super(v);
    room(v.length);
  }
}
StringValue = CappedString;
class RangeValue extends ArrayValue {
  constructor(values, from, to, step) {
    super(values);
    this.name = `range(${from}, ${to}${step === 1 ? '' : ', ' + step})`;
  }
}

// Python leaves a backslash before any other letter as it is
const ESCAPES = ESCAPE_CHARACTERS;
ESCAPE_CHARACTERS = { get: c => ESCAPES.get(c) ?? (c === 'a' ? '\x07' : '0' <= c && c <= '7' ? undefined : '\\' + c) };

// --- text of values, as str() and repr() of Python give it
const pyFloat = n => {
  if (Object.is(n, -0)) return '-0.0';
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'nan' : n > 0 ? 'inf' : '-inf';
  const a = Math.abs(n);
  if (a !== 0 && (a < 1e-4 || a >= 1e16)) return n.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Number.isInteger(n) ? n + '.0' : String(n);
};
const PY_ESC = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const pyRepr = s => {
  const q = s.includes("'") && !s.includes('"') ? '"' : "'";
  return (
    q +
    s.replace(/[\\'\p{C}\p{Z}]/gu, c => {
      // Python escapes what str.isprintable() denies
      if (c === ' ' || (c === "'" && q === '"')) return c;
      const n = c.codePointAt(0),
        hex = (letter, width) => '\\' + letter + n.toString(16).padStart(width, '0');
      return PY_ESC[c] ?? (c === "'" ? "\\'" : n < 256 ? hex('x', 2) : n < 65536 ? hex('u', 4) : hex('U', 8));
    }) +
    q
  );
};
const str = v => (isStr(v) ? v.value : isUndef(v) ? '' : repr(v, 0));
const repr = (v, depth) => {
  if (depth > DEPTH_MAX) fail('value nested too deeply');
  switch (true) {
    case isStr(v):
      return pyRepr(v.value);
    case v instanceof BooleanValue:
      return v.value ? 'True' : 'False';
    case v instanceof NullValue:
      return 'None';
    case isUndef(v):
      return 'Undefined';
    case v instanceof FloatValue:
      return pyFloat(v.value);
    case v instanceof IntegerValue:
      return String(v.value);
    case v instanceof RangeValue:
      return v.name;
    case v instanceof TupleValue:
      return (
        '(' +
        glue(
          v.value.map(x => repr(x, depth + 1)),
          ', ',
        ) +
        (v.value.length === 1 ? ',)' : ')')
      );
    case isArr(v):
      return (
        '[' +
        glue(
          v.value.map(x => repr(x, depth + 1)),
          ', ',
        ) +
        ']'
      );
    case isDict(v):
      return (
        '{' +
        glue(
          [...v.value].map(([k, x]) => pyRepr(k) + ': ' + repr(x, depth + 1)),
          ', ',
        ) +
        '}'
      );
    case v instanceof NamespaceValue:
      return (
        '<Namespace {' +
        glue(
          [...v.value].map(([k, x]) => pyRepr(k) + ': ' + repr(x, depth + 1)),
          ', ',
        ) +
        '}>'
      );
    default:
      return '<function>';
  }
};
const glue = (parts, sep) => {
  let n = 0;
  for (const p of parts) room((n += p.length + sep.length));
  return parts.join(sep);
};
RuntimeValue.prototype.toString =
  FloatValue.prototype.toString =
  ObjectValue.prototype.toString =
  NamespaceValue.prototype.toString =
  ArrayValue.prototype.toString =
    function () {
      return str(this);
    };

// --- json.dumps
const byCodePoint = (a, b) => {
  const x = Array.from(a),
    y = Array.from(b);
  for (let i = 0; i < x.length && i < y.length; i++)
    if (x[i] !== y[i]) return x[i].codePointAt(0) - y[i].codePointAt(0);
  return x.length - y.length;
};
toJSON = function (v, options = {}, depth = 0) {
  const { indent = null, ensureAscii = false, sortKeys = false } = options;
  const [itemSep, keySep] = options.separators ?? [indent === null ? ', ' : ',', ': '];
  if (depth > DEPTH_MAX) fail('value nested too deeply');
  if (indent > 100) fail('indent greater than 100');
  const quote = s => {
    const j = JSON.stringify(s);
    return ensureAscii ? j.replace(/[\x7f-\uffff]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')) : j;
  };
  const wrap = (open, parts, close) => {
    if (!parts.length) return open + close;
    if (indent === null) return open + glue(parts, itemSep) + close;
    const pad = '\n' + ' '.repeat(Math.max(indent, 0) * depth),
      inner = pad + ' '.repeat(Math.max(indent, 0));
    return open + inner + glue(parts, itemSep + inner) + pad + close;
  };
  if (isStr(v)) return quote(v.value);
  if (v instanceof BooleanValue) return v.value ? 'true' : 'false';
  if (v instanceof NullValue) return 'null';
  if (v instanceof FloatValue)
    return Number.isFinite(v.value)
      ? pyFloat(v.value)
      : Number.isNaN(v.value)
        ? 'NaN'
        : v.value > 0
          ? 'Infinity'
          : '-Infinity';
  if (v instanceof IntegerValue) return String(v.value);
  if (isArr(v))
    return wrap(
      '[',
      v.value.map(x => toJSON(x, options, depth + 1)),
      ']',
    );
  if (isDict(v)) {
    const entries = [...v.value];
    if (sortKeys) entries.sort((a, b) => byCodePoint(a[0], b[0]));
    return wrap(
      '{',
      entries.map(([k, x]) => quote(k) + keySep + toJSON(x, options, depth + 1)),
      '}',
    );
  }
  fail('Object of type ' + v.type.replace('Value', '') + ' is not JSON serializable');
};
