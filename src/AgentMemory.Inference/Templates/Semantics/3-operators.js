// --- operators
const isNum = isNumericLikeValue,
  val = getNumericValue;
const same = (a, b, depth = 0) => {
  if (a === b) return true;
  if (depth > DEPTH_MAX) fail('value nested too deeply');
  if (isNum(a) && isNum(b)) return val(a) == val(b);
  if (isArr(a) && isArr(b))
    return (
      a instanceof TupleValue === b instanceof TupleValue &&
      a.value.length === b.value.length &&
      a.value.every((x, i) => same(x, b.value[i], depth + 1))
    );
  if (isDict(a) && isDict(b))
    return (
      a.value.size === b.value.size &&
      [...a.value].every(([k, x]) => b.value.has(k) && same(x, b.value.get(k), depth + 1))
    );
  return a.type === b.type && a.value === b.value;
};
const order = (a, b) => {
  if (isNum(a) && isNum(b)) return val(a) < val(b) ? -1 : val(a) > val(b) ? 1 : 0;
  if (isStr(a) && isStr(b)) return byCodePoint(a.value, b.value);
  if (isArr(a) && isArr(b)) {
    for (let i = 0; i < a.value.length && i < b.value.length; i++) {
      const o = order(a.value[i], b.value[i]);
      if (o) return o;
    }
    return a.value.length - b.value.length;
  }
  fail(`'<' not supported between instances of '${a.type}' and '${b.type}'`);
};
compareRuntimeValues = (a, b, caseSensitive) =>
  !caseSensitive && isStr(a) && isStr(b) ? byCodePoint(a.value.toLowerCase(), b.value.toLowerCase()) : order(a, b);
const items = v =>
  isArr(v)
    ? v.value
    : isStr(v)
      ? Array.from(v.value, S)
      : isDict(v)
        ? [...v.value.keys()].map(S)
        : isUndef(v)
          ? []
          : fail(`'${v.type}' object is not iterable`);
const contains = (x, box) =>
  isStr(box)
    ? box.value.includes(text(x))
    : isDict(box)
      ? isStr(x) && box.value.has(x.value)
      : items(box).some(y => same(x, y));
const repeated = (v, n) => {
  n = Math.max(0, n);
  if (isStr(v)) {
    room(v.value.length * n);
    return S(v.value.repeat(n));
  }
  if (v.value.length * n > ITEMS_MAX) fail('list longer than ' + ITEMS_MAX);
  const out = [];
  for (let i = 0; i < n; i++) out.push(...v.value);
  return A(out);
};
const number = (a, b, n) => {
  if (!Number.isFinite(Number(n))) fail('numerical result out of range');
  if (a instanceof FloatValue || b instanceof FloatValue) return new FloatValue(n);
  return Number.isSafeInteger(n) ? I(n) : fail('integer beyond 2^53');
};
const binary = (op, a, b) => {
  switch (op) {
    case '==':
      return B(same(a, b));
    case '!=':
      return B(!same(a, b));
    case 'in':
      return B(contains(a, b));
    case 'not in':
      return B(!contains(a, b));
    case '~':
      return S(glue([str(a), str(b)], ''));
  }
  if (isUndef(a) || isUndef(b)) fail('a value is undefined');
  if (['<', '>', '<=', '>='].includes(op)) {
    const o = order(a, b);
    return B(op === '<' ? o < 0 : op === '>' ? o > 0 : op === '<=' ? o <= 0 : o >= 0);
  }
  if (op === '+' && isStr(a) && isStr(b)) {
    room(a.value.length + b.value.length);
    return S(a.value + b.value);
  }
  if (op === '+' && isArr(a) && isArr(b))
    return a.value.length + b.value.length <= ITEMS_MAX
      ? A(a.value.concat(b.value))
      : fail('list longer than ' + ITEMS_MAX);
  if (op === '*' && (isStr(a) || isArr(a)) && b instanceof IntegerValue) return repeated(a, b.value);
  if (op === '*' && (isStr(b) || isArr(b)) && a instanceof IntegerValue) return repeated(b, a.value);
  if (op === '%' && isStr(a)) return S(formatted(a.value, isArr(b) ? b.value : [b]));
  if (!isNum(a) || !isNum(b)) fail(`unsupported operand types for ${op}: '${a.type}' and '${b.type}'`);
  const x = val(a),
    y = val(b);
  switch (op) {
    case '+':
      return number(a, b, x + y);
    case '-':
      return number(a, b, x - y);
    case '*':
      return number(a, b, x * y);
    case '/':
      return y === 0 ? fail('division by zero') : new FloatValue(x / y);
    case '//':
      return y === 0 ? fail('division by zero') : number(a, b, Math.floor(x / y));
    case '%':
      return y === 0 ? fail('modulo by zero') : number(a, b, x - y * Math.floor(x / y));
    case '**':
      return x === 0 && y < 0
        ? fail('0.0 cannot be raised to a negative power')
        : y < 0
          ? new FloatValue(x ** y)
          : number(a, b, x ** y);
  }
  fail('unknown operator ' + op);
};
const formatted = (pattern, args) => {
  let i = 0;
  return glue(
    [
      pattern.replace(/%(0?)(\d{0,2})([sdr%])/g, (_, zero, width, kind) => {
        if (kind === '%') return '%';
        const v = args[i++] ?? fail('not enough arguments for format string');
        return (
          kind === 'r' ? repr(v, 0) : kind === 'd' && !isNum(v) ? fail('%d format: a number is required') : str(v)
        ).padStart(Number(width || 0), zero ? '0' : ' ');
      }),
    ],
    '',
  );
};
