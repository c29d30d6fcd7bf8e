// --- whitespace: the package's own expressions take U+2028 for a line end and are quadratic in runs of spaces
preprocess = source =>
  source
    .replace(/\n$/, '')
    .replace(/\{%([-+]?)\s*(?:end)?generation\s*([-+]?)%\}/g, '{#$1 $2#}')
    .replace(/(^|\n)[ \t]+(?=\{[#%](?!\+))/g, '$1')
    .replace(/([#%]\})\n/g, (all, end, at, whole) => (whole[at - 1] === '+' ? all : end))
    .replace(/\{([#%])\+/g, '{$1')
    .replace(/\+([#%])\}/g, '$1}');

// --- interpreter
const P = Interpreter.prototype,
  SILENT = new Set(['Set', 'Macro', 'Comment']);
const NAMESPACE = new Environment().variables.get('namespace'); // the package makes one anew for every scope
Environment = class {
  constructor(parent) {
    this.parent = parent;
    this.variables = new Map();
  }
  setVariable(name, value) {
    this.variables.set(name, value);
    return value;
  }
  lookupVariable(name) {
    for (let e = this; e; e = e.parent) {
      const v = e.variables.get(name);
      if (v !== undefined) return v;
    }
    return UNDEFINED;
  }
};
const mentions = (node, name) => {
  if (Array.isArray(node)) return node.some(x => mentions(x, name));
  if (node instanceof Map) return [...node].some(x => mentions(x, name));
  return (
    node instanceof Statement &&
    ((node.type === 'Identifier' && node.value === name) || Object.values(node).some(x => mentions(x, name)))
  );
};
P.applyFilter = function (operand, node, env) {
  const call = node.type === 'CallExpression',
    name = (call ? node.callee : node).value,
    [a, kw] = call ? this.evaluateArguments(node.args, env) : [[], new Map()];
  if (name.startsWith('is:') || name.startsWith('isnot:'))
    return B(test(name.slice(name.indexOf(':') + 1))(operand, ...a) === name.startsWith('is:'));
  return filter(name)(operand, a, kw, env);
};
P.evaluateTestExpression = function (node, env) {
  return B(test(node.test.value)(this.evaluate(node.operand, env)) !== node.negate);
};
P.evaluateBinaryExpression = function (node, env) {
  const left = this.evaluate(node.left, env),
    op = node.operator.value;
  if (op === 'and') return left.__bool__().value ? this.evaluate(node.right, env) : left;
  if (op === 'or') return left.__bool__().value ? left : this.evaluate(node.right, env);
  return binary(op, left, this.evaluate(node.right, env));
};
P.evaluateMemberExpression = function (node, env) {
  const object = this.evaluate(node.object, env),
    p = node.property;
  if (node.computed && p.type === 'SliceExpression') return this.evaluateSliceExpression(object, p, env);
  return member(object, node.computed ? this.evaluate(p, env) : p.type === 'IntegerLiteral' ? I(p.value) : S(p.value));
};
P.evaluateBlock = function (statements, env) {
  let out = '';
  for (const s of statements) {
    if (s.type === 'Break' || s.type === 'Continue') {
      this.leaving = s.type;
      break;
    }
    const v = this.evaluate(s, env);
    if (!SILENT.has(s.type)) room((out += str(v)).length);
    if (this.leaving) break;
  }
  return S(out);
};
P.evaluateMacro = function (node, env) {
  // lexical scope: the caller's loop variables are not seen
  const special = findAccessedSpecialMacroArguments(node.args, node.body);
  env.setVariable(
    node.name.value,
    new FunctionValue((args, scope) => {
      const own = new Environment(env),
        caller = scope.variables.get('caller');
      if (caller) own.setVariable('caller', caller);
      this.bindMacroArguments(`'${node.name.value}'`, node.args, special, args, own);
      if (special.has('varargs')) own.setVariable('varargs', new TupleValue(own.variables.get('varargs').value));
      return this.evaluateBlock(node.body, own);
    }),
  );
  return NONE;
};
P.evaluateFor = function (node, env) {
  // a scope of its own for each pass, output before a break is kept
  const select = node.iterable.type === 'SelectExpression' ? node.iterable : null;
  const bind = (scope, x) => {
    if (node.loopvar.type === 'Identifier') return scope.setVariable(node.loopvar.value, x);
    const parts = items(x),
      names = node.loopvar.value;
    if (parts.length !== names.length) fail('wrong number of values to unpack');
    names.forEach((n, i) => scope.setVariable(n.value, parts[i]));
  };
  let list = items(this.evaluate(select ? select.lhs : node.iterable, env));
  if (select)
    list = list.filter(x => {
      const scope = new Environment(env);
      bind(scope, x);
      return this.evaluate(select.test, scope).__bool__().value;
    });
  const usesLoop = (node.usesLoop ??= mentions(node.body, 'loop'));
  let out = '',
    last,
    done = 0;
  for (let i = 0; i < list.length; i++) {
    const scope = new Environment(env);
    if (usesLoop)
      scope.setVariable(
        'loop',
        new ObjectValue(
          new Map([
            ['index', I(i + 1)],
            ['index0', I(i)],
            ['revindex', I(list.length - i)],
            ['revindex0', I(list.length - i - 1)],
            ['first', B(i === 0)],
            ['last', B(i === list.length - 1)],
            ['length', I(list.length)],
            ['previtem', list[i - 1] ?? UNDEFINED],
            ['nextitem', list[i + 1] ?? UNDEFINED],
            ['depth', I(1)],
            ['depth0', I(0)],
            ['cycle', F(a => a[i % a.length])],
            [
              'changed',
              F(a => {
                const now = A(a),
                  yes = last === undefined || !same(last, now);
                last = now;
                return B(yes);
              }),
            ],
          ]),
        ),
      );
    bind(scope, list[i]);
    room((out += this.evaluateBlock(node.body, scope).value).length);
    const how = this.leaving;
    this.leaving = null;
    if (how === 'Break') break;
    if (how !== 'Continue') done++;
  }
  return done ? S(out) : S(glue([out, this.evaluateBlock(node.defaultBlock, env).value], '')); // as Jinja: a pass left by break or continue does not count
};
