// --- tests with arguments: `x is [not] name(args)` and `x is name literal` become a filter with the name "is:name"
const rewriteTests = tokens => {
  const out = [],
    word = t => t?.type === 'Identifier',
    STOP = new Set(['and', 'or', 'else', 'if', 'is', 'in', 'not']);
  for (let i = 0; i < tokens.length; i++) {
    if (!(
      word(tokens[i]) &&
      tokens[i].value === 'is' &&
      out.length &&
      !['Dot', 'Pipe', 'OpenStatement'].includes(out.at(-1).type)
    )) {
      out.push(tokens[i]);
      continue;
    }
    const not = word(tokens[i + 1]) && tokens[i + 1].value === 'not',
      n = i + (not ? 2 : 1),
      next = tokens[n + 1];
    if (!word(tokens[n]) || !next) {
      out.push(tokens[i]);
      continue;
    }
    const bare =
      ['StringLiteral', 'NumericLiteral', 'OpenSquareBracket'].includes(next.type) ||
      (word(next) && !STOP.has(next.value));
    if (next.type !== 'OpenParen' && !bare) {
      out.push(tokens[i]);
      continue;
    }
    out.push(new Token('|', 'Pipe'), new Token((not ? 'isnot:' : 'is:') + tokens[n].value, 'Identifier'));
    i = n;
    if (bare) {
      out.push(new Token('(', 'OpenParen'), tokens[++i]);
      if (tokens[i].type === 'OpenSquareBracket')
        for (let depth = 1; depth && i + 1 < tokens.length;) {
          out.push(tokens[++i]);
          depth += tokens[i].type === 'OpenSquareBracket' ? 1 : tokens[i].type === 'CloseSquareBracket' ? -1 : 0;
        }
      out.push(new Token(')', 'CloseParen'));
    }
  }
  return out;
};
// --- literals that the parser does not know: () becomes a name, (1,) gets an end that is left out, 1_000, 1e3, 1.5e-3 and 0x1F one number
const TUPLE_END = '(end)';
TupleLiteral = class extends TupleLiteral {
  constructor(values) {
    super(values.at(-1)?.value === TUPLE_END ? values.slice(0, -1) : values);
  }
};
const KEYWORDS = new Set(['and', 'or', 'else', 'if', 'is', 'in', 'not', 'elif']);
const rewriteLiterals = tokens => {
  const out = [],
    open = [],
    is = (t, type, form) => t?.type === type && (!form || form.test(t.value));
  const integer = (digits, used) =>
    Number.isSafeInteger(Number(digits)) ? [String(Number(digits)), used] : fail('integer beyond 2^53');
  const float = (digits, used) => {
    const text = pyFloat(Number(digits));
    return /^-?\d+\.\d+$/.test(text) ? [text, used] : fail('a number of this size is not supported');
  };
  const merged = i => {
    const first = tokens[i].value,
      next = tokens[i + 1];
    if (is(next, 'Identifier', /^_\d[\d_]*$/)) return integer(first + next.value.replace(/_/g, ''), 2);
    if (first === '0' && is(next, 'Identifier', /^(x[\da-f]+|o[0-7]+|b[01]+)$/i)) return integer('0' + next.value, 2);
    if (is(next, 'Identifier', /^e\d+$/i)) return float(first + next.value, 2);
    const [sign, exponent] = [tokens[i + 2], tokens[i + 3]];
    if (is(next, 'Identifier', /^e$/i) && is(sign, 'AdditiveBinaryOperator', /^[-+]$/) && is(exponent, 'NumericLiteral', /^\d+$/))
      return float(first + 'e' + sign.value + exponent.value, 4);
    return null;
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i],
      last = out.at(-1);
    const calls = ['CloseParen', 'CloseSquareBracket'].includes(last?.type) || (is(last, 'Identifier') && !KEYWORDS.has(last.value));
    if (token.type === 'OpenParen' && tokens[i + 1]?.type === 'CloseParen' && !calls) {
      out.push(new Token('()', 'Identifier'));
      i++;
      continue;
    }
    if (token.type === 'OpenParen') open.push(calls);
    if (token.type === 'CloseParen' && open.pop() === false && last.type === 'Comma')
      out.push(new Token(TUPLE_END, 'Identifier'));
    const number = token.type === 'NumericLiteral' && last?.type !== 'Dot' ? merged(i) : null;
    out.push(number ? new Token(number[0], 'NumericLiteral') : token);
    if (number) i += number[1] - 1;
  }
  return out;
};
// --- data: ["o",k,v,..] dict, ["a",..] list, ["i","3"] ["f","1.0"] numbers; keeps order of keys and 1.0 apart from 1
const decode = d => {
  if (typeof d === 'string') return S(d);
  if (typeof d === 'boolean') return B(d);
  if (d === null) return NONE;
  switch (d[0]) {
    case 'i': {
      const n = Number(d[1]);
      return I(Number.isSafeInteger(n) ? n : BigInt(d[1]));
    }
    case 'f':
      return new FloatValue(Number(d[1]));
    case 'a':
      return A(d.slice(1).map(decode));
    default: {
      const m = new Map();
      for (let i = 1; i < d.length; i += 2) m.set(d[i], decode(d[i + 1]));
      return new ObjectValue(m);
    }
  }
};
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const clock =
  ([Y, M, D, h, m, s, day, yearDay]) =>
  format =>
    format.replace(/%(-?)([a-zA-Z%])/g, (all, dash, c) => {
      const p = (n, w = 2) => (dash ? String(n) : String(n).padStart(w, '0'));
      switch (c) {
        case 'Y':
          return p(Y, 4);
        case 'y':
          return p(Y % 100);
        case 'm':
          return p(M);
        case 'd':
          return p(D);
        case 'e':
          return String(D).padStart(2, ' ');
        case 'B':
          return MONTHS[M - 1];
        case 'b':
        case 'h':
          return MONTHS[M - 1].slice(0, 3);
        case 'A':
          return DAYS[day];
        case 'a':
          return DAYS[day].slice(0, 3);
        case 'H':
          return p(h);
        case 'I':
          return p(h % 12 || 12);
        case 'M':
          return p(m);
        case 'S':
          return p(s);
        case 'p':
          return h < 12 ? 'AM' : 'PM';
        case 'j':
          return p(yearDay, 3);
        case 'w':
          return String(day);
        case 'u':
          return String(day || 7);
        case 'f':
          return '000000';
        case 'F':
          return `${Y}-${p(M)}-${p(D)}`;
        case 'T':
          return `${p(h)}:${p(m)}:${p(s)}`;
        case 'D':
          return `${p(M)}/${p(D)}/${p(Y % 100)}`;
        case 'R':
          return `${p(h)}:${p(m)}`;
        case 'n':
          return '\n';
        case 't':
          return '\t';
        case 'Z':
        case 'z':
          return '';
        case '%':
          return '%';
      }
      return all;
    });
return {
  parse: source => {
    try {
      return parse(rewriteTests(rewriteLiterals(tokenize(source.replace(/\r\n?/g, '\n')))));
    } catch (e) {
      throw e instanceof TypeError ? new Error('the template ends inside a tag or a block') : e;
    }
  },
  render: (program, json, now) => {
    const env = new Environment(),
      data = decode(JSON.parse(json));
    for (const [name, v] of [
      ['true', B(true)],
      ['True', B(true)],
      ['false', B(false)],
      ['False', B(false)],
      ['none', NONE],
      ['None', NONE],
    ])
      env.setVariable(name, v);
    env.setVariable('namespace', NAMESPACE);
    env.setVariable(
      'raise_exception',
      F(a => {
        const e = new Error(a.length ? str(a[0]) : '');
        e.name = 'Refusal';
        throw e;
      }),
    );
    env.setVariable(
      'strftime_now',
      F(a => S(clock(now)(text(a[0])))),
    );
    env.setVariable(
      'dict',
      F((a, kw) => new ObjectValue(new Map([...(a[0]?.value ?? []), ...kw]))),
    );
    env.setVariable(
      'range',
      F(a => {
        const [x, y, z] = a.map(v => num(v, 0)),
          out = [],
          step = z ?? 1,
          from = y === undefined ? 0 : x,
          to = y === undefined ? x : y;
        if (step === 0) fail('range() arg 3 must not be zero');
        if (Math.ceil((to - from) / step) > ITEMS_MAX) fail('range longer than ' + ITEMS_MAX);
        for (let i = from; step > 0 ? i < to : i > to; i += step) out.push(I(i));
        return new RangeValue(out, from, to, step);
      }),
    );
    env.setVariable('()', new TupleValue([]));
    for (const [k, v] of data.value) env.setVariable(k, v);
    return new Interpreter(env).run(program).value;
  },
};
