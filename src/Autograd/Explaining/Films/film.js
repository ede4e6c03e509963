'use strict';
(() => {
  const film = JSON.parse(document.getElementById('data').textContent);
  const { moments, steps, views } = film;
  // The nodes as they are at the moment that is shown; most films have one, those of training have several.
  const nodes = moments[0].nodes.map(node => ({ ...node }));
  const isTraining = moments[0].trainingStep !== undefined;
  const SVG = 'http://www.w3.org/2000/svg';
  const MATH = 'http://www.w3.org/1998/Math/MathML';
  const at = id => document.getElementById(id);

  // ---- Numbers -------------------------------------------------------------------------------------------------------------------

  const arrays = film.arrays.map(({ shape, data, rows, columns, all }, number) => {
    const binary = atob(data);
    const bytes = Uint8Array.from(binary, character => character.charCodeAt(0));
    const values = film.type === 'float' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
    const size = shape.reduce((product, length) => product * length, 1);
    const width = columns ? columns.length : shape.length ? shape[shape.length - 1] : 1;
    const largest = values.reduce((limit, value) => Number.isFinite(value) ? Math.max(limit, Math.abs(value)) : limit, 0);
    return { number, shape, values, rows, columns, all, size, width, height: width ? values.length / width : 0, largest };
  });

  const superscript = number => String(number).replace(/[-0-9]/g, digit => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(digit)]);

  // Four significant digits; below a thousandth and from a million on as a power of ten. Zero is 0, and a small number never looks like it.
  function format(number, digits = 4) {
    if (Number.isNaN(number)) return 'NaN';
    if (!Number.isFinite(number)) return number > 0 ? '∞' : '−∞';
    if (number === 0) return '0';
    const size = Math.abs(number);
    let text;
    if (size < 1e-3 || size >= 1e6) {
      const [mantissa, exponent] = size.toExponential(digits - 1).split('e');
      text = `${strip(mantissa)}·10${superscript(Number(exponent))}`;
    } else {
      text = strip(size.toPrecision(digits));
    }
    return (number < 0 ? '−' : '') + text;
  }

  const strip = text => text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const exact = number => (film.type === 'float' ? String(Number(Number(number).toPrecision(9))) : String(number)).replace('-', '−');
  const shapeText = shape => `(${shape.join(', ')})`;
  const isScalar = array => array.size === 1;
  const short = array => isScalar(array) ? format(array.values[0])
    : array.size > 0 && array.size <= 4 ? `[${[...array.values].map(value => format(value, 3)).join(', ')}]` : shapeText(array.shape);
  const parse = text => {
    const clean = text.trim().replace(/−/g, '-').replace(',', '.');
    const fraction = clean.match(/^(-?[\d.]+)\s*\/\s*([\d.]+)$/);
    return fraction ? Number(fraction[1]) / Number(fraction[2]) : clean === '' ? NaN : Number(clean);
  };
  const paren = number => number < 0 ? `(${format(number)})` : format(number);
  const asShown = number => Number(number.toPrecision(4));
  // Numbers as they are shown need not give the result as it is shown.
  const equals = (shown, right) => Number.isFinite(right) && format(shown) === format(right) ? '=' : '≈';
  const timesText = (g, l, p) => `${format(g)} × ${paren(l)} ${equals(asShown(g) * asShown(l), p)} ${format(p)}`;
  const plusText = (terms, sum) => `${terms.map((term, i) => i ? paren(term) : format(term)).join(' + ')} `
    + `${equals(terms.reduce((total, term) => total + asShown(term), 0), sum)} ${format(sum)}`;

  // ---- The passes ----------------------------------------------------------------------------------------------------------------

  const output = steps.find(([pass]) => pass === 's')[1];
  let seedStep = 0;
  nodes.forEach((node, id) => Object.assign(node, { id, forward: -1, backward: -1, consumers: [], label: node.name ?? `n${id}` }));
  steps.forEach(([pass, id], step) => {
    if (pass === 'f') nodes[id].forward = step;
    else if (pass === 's') seedStep = step;
    else nodes[id].backward = step;
  });
  nodes.forEach(node => node.inputs.forEach((input, argument) => nodes[input].consumers.push({ to: node.id, argument })));
  const termOf = (node, argument) => nodes[node.inputs[argument]].terms.find(term => term.from === node.id && term.argument === argument);
  const valueOf = node => arrays[node.value];
  const kindOf = node => film.operations[node.told] ?? {};
  const formulaOf = node => kindOf(node).formula ?? {};

  function given(node, step) {
    let count = 0;
    while (count < node.terms.length && nodes[node.terms[count].from].backward <= step) count++;
    return count;
  }

  function gradientAt(node, step) {
    if (node.gradient === undefined || step < seedStep) return null;
    if (node.id === output) return arrays[node.gradient];
    const count = given(node, step);
    return count === 0 ? null : arrays[count === node.terms.length ? node.gradient : node.terms[count - 1].sum] ?? null;
  }

  const isComplete = (node, step) => node.id === output ? step >= seedStep : node.terms.length > 0 && given(node, step) === node.terms.length;
  const waitsFor = (node, step) => [...new Set(node.terms.slice(given(node, step)).map(term => term.from))].map(id => nodes[id]);

  // ---- Colors --------------------------------------------------------------------------------------------------------------------

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const forPrint = matchMedia('print');
  const SCALES = {
    light: ['#8c3b00', '#e08a3c', '#f4f4f2', '#5b9bd5', '#0b4f9e'],
    dark: ['#ffb066', '#a8662a', '#2a2f37', '#3a78b3', '#7cc4ff'],
  };
  const channels = color => [1, 3, 5].map(start => parseInt(color.slice(start, start + 2), 16));
  const scale = () => SCALES[dark.matches && !forPrint.matches ? 'dark' : 'light'].map(channels);

  const largest = list => list.reduce((limit, number) => number === undefined ? limit : Math.max(limit, arrays[number].largest), 0);
  const limits = {
    value: largest(moments.flatMap(moment => moment.nodes.map(node => node.value))),
    gradient: largest(moments.flatMap(moment => moment.nodes).flatMap(node => [node.gradient, ...node.terms.map(term => term.product)])),
  };

  // The largest magnitude in the place of an array at all moments of training, so that a color means one number throughout.
  const placed = { value: new Map(), gradient: new Map() };
  function place(kind, numbers) {
    const limit = largest(numbers);
    for (const number of numbers) placed[kind].set(number, Math.max(limit, placed[kind].get(number) ?? 0));
  }
  nodes.forEach((node, id) => {
    const all = moments.map(moment => moment.nodes[id]);
    place('value', all.map(one => one.value));
    place('gradient', all.map(one => one.gradient));
    node.terms.forEach((_, i) => {
      for (const key of ['product', 'sum']) place('gradient', all.map(one => one.terms[i][key]));
      for (const key of ['local', 'jacobian']) place('value', all.map(one => one.terms[i][key]));
    });
  });

  // One scale for all values and one for all gradients; an array that is much smaller than the rest has one of its own.
  function limitOf(array, kind) {
    const own = placed[kind].get(array.number) ?? array.largest;
    return own > 0 && own < limits[kind] / 10 ? { limit: own, isOwn: true } : { limit: limits[kind] || 1, isOwn: false };
  }

  function colorOf(value, limit, stops) {
    if (Number.isNaN(value)) return [255, 213, 79];
    const place = (Math.max(-1, Math.min(1, value / limit)) + 1) * 2;
    const low = Math.min(3, Math.floor(place));
    return stops[low].map((channel, i) => Math.round(channel + (stops[low + 1][i] - channel) * (place - low)));
  }

  const cssColor = rgb => `rgb(${rgb.join(',')})`;
  function inkOn(rgb) {
    const [r, g, b] = rgb.map(channel => (channel /= 255) <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000000' : '#ffffff';
  }

  function pixels(array, kind, start = 0, count = array.values.length) {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, array.width);
    canvas.height = Math.max(1, count / canvas.width);
    const context = canvas.getContext('2d');
    const image = context.createImageData(canvas.width, canvas.height);
    const { limit } = limitOf(array, kind);
    const stops = scale();
    array.values.subarray(start, start + count).forEach((value, i) => image.data.set([...colorOf(value, limit, stops), 255], 4 * i));
    context.putImageData(image, 0, 0);
    return canvas;
  }

  const thumbnails = new Map();
  function thumbnail(array, kind) {
    const key = `${kind}${array.number}`;
    if (!thumbnails.has(key)) thumbnails.set(key, pixels(array, kind).toDataURL());
    return thumbnails.get(key);
  }

  // ---- Elements ------------------------------------------------------------------------------------------------------------------

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === 'on') for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
      else if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  function draw(name, attributes = {}, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const bdi = text => make('bdi', {}, text);
  // Sentences are lists of texts and nodes: the names of nodes are isolated, whatever their direction of writing.
  const sentence = parts => parts.map(part => typeof part === 'string' ? part : bdi(part.label));
  const plain = parts => parts.map(part => typeof part === 'string' ? part : `\u2068${part.label}\u2069`).join('');
  const cut = (text, length) => {
    const letters = [...text];
    return letters.length <= length ? text
      : letters.slice(0, Math.ceil(length / 2) - 1).join('') + '…' + letters.slice(letters.length - Math.floor(length / 2)).join('');
  };
  const list = items => items.flatMap((item, i) => i === 0 ? [item] : [i === items.length - 1 ? ' and ' : ', ', item]);

  // ---- Formulas ------------------------------------------------------------------------------------------------------------------

  const m = (name, ...children) => {
    const element = document.createElementNS(MATH, name);
    element.append(...children.map(child => typeof child === 'string' ? document.createTextNode(child) : child));
    return element;
  };
  const mi = text => m('mi', text);
  const mn = number => number < 0 || Object.is(number, -0)
    ? m('mrow', m('mo', '('), m('mn', format(number)), m('mo', ')')) : m('mn', format(number));
  const mo = text => m('mo', text);
  const row = (...children) => m('mrow', ...children);
  const call = (name, inner) => row(mi(name), mo('('), ...inner.flatMap((child, i) => i ? [mo(','), child] : [child]), mo(')'));
  // An equation, its first side and then each further one with its sign; lines break before signs.
  const equation = (first, ...others) => make('div', { class: 'formula' }, ...[row(first), ...others.map(([sign, side]) => row(mo(sign), side))].flatMap(part => {
    const element = m('math', part);
    element.setAttribute('display', 'inline');
    return [element, ' '];
  }));

  // A term of a formula: a number, the name of an input or of the output, or an operator with its terms. It is written with what stands
  // for the names, as MathML or as text; the rank says what binds more strongly, and so where brackets go.
  const LETTERS = ['a', 'b', 'c'];
  const RANKS = { '+': 1, '-': 1, '*': 2 };
  const FUNCTIONS = { log: 'ln', sigmoid: 'σ' };

  function written(term, names, isText) {
    const [join, text] = isText ? [(...parts) => parts.join(''), part => part] : [row, part => part];
    const number = value => ({ rank: value < 0 ? 1 : 9, out: isText ? format(value) : m('mn', format(value)) });
    const operator = sign => isText ? ` ${sign} ` : mo(sign);
    const wrap = ({ rank, out }, least) => rank >= least ? out : join(isText ? '(' : mo('('), out, isText ? ')' : mo(')'));
    const write = part => {
      if (typeof part === 'number') return number(part);
      if (typeof part === 'string') {
        const name = names[part];
        return typeof name === 'number' ? number(name) : { rank: 9, out: isText ? name : mi(name) };
      }
      const [sign, ...inner] = part;
      const [x, y] = inner.map(write);
      if (sign === '-' && !y) return { rank: 1, out: join(isText ? '−' : mo('−'), wrap(x, 2)) };
      if (sign === '/' && !isText) return { rank: 9, out: m('mfrac', x.out, y.out) };
      if (sign === '/') return { rank: 2, out: `${wrap(x, 2)} / ${wrap(y, 3)}` };
      if (sign in RANKS) {
        const rank = RANKS[sign];
        return { rank, out: join(wrap(x, rank), operator({ '+': '+', '-': '−', '*': '×' }[sign]), wrap(y, rank + 1)) };
      }
      if (sign === '^') return { rank: 3, out: isText ? `${wrap(x, 4)}${y.out === '2' ? '²' : `^${wrap(y, 4)}`}` : m('msup', wrap(x, 4), y.out) };
      if (sign === 'exp') return { rank: 3, out: isText ? `e^${wrap(x, 4)}` : m('msup', mi('e'), x.out) };
      if (sign === 'sqrt' && !isText) return { rank: 9, out: m('msqrt', x.out) };
      if (sign === 'abs') return { rank: 9, out: join(isText ? '|' : mo('|'), x.out, isText ? '|' : mo('|')) };
      const name = FUNCTIONS[sign] ?? sign;
      const parts = inner.map(one => write(one).out);
      return { rank: 9, out: isText ? `${name}(${parts.join(', ')})` : call(name, parts) };
    };
    return write(text(term)).out;
  }

  // What stands for the names in a formula of a node: labels, or the numbers in one place of the arrays.
  const symbolsOf = node => Object.fromEntries([['y', node.label], ...node.inputs.map((id, i) => [LETTERS[i], nodes[id].label])]);
  const numbersOf = (node, place) => Object.fromEntries([['y', valueOf(node).values[place]],
    ...node.inputs.map((id, i) => [LETTERS[i], valueOf(nodes[id]).values[place]])]);
  const shownNumbersOf = (node, place) => Object.fromEntries(Object.entries(numbersOf(node, place)).map(([name, value]) => [name, asShown(value)]));
  const isAlike = node => node.inputs.every(id => shapeText(valueOf(nodes[id]).shape) === shapeText(valueOf(node).shape)) && !valueOf(node).rows;

  function forwardFormulas(node) {
    const term = formulaOf(node).value;
    const symbolic = equation(mi(node.label), ['=', term === undefined
      ? call(node.operation, node.inputs.map(id => mi(nodes[id].label))) : written(term, symbolsOf(node))]);
    const scalars = [node.id, ...node.inputs].every(id => isScalar(valueOf(nodes[id])));
    // The first element is made of the first elements, however the shapes are broadcast.
    if (valueOf(node).size === 0 || !(scalars || node.elementwise) || node.inputs.length > 3) return [symbolic];
    const numbers = numbersOf(node, 0);
    const name = scalars ? mi(node.label) : m('mtext', `${node.label}${indexOf(valueOf(node), 0)}`);
    return [symbolic, equation(name, ...(term === undefined
      ? [['=', call(node.operation, node.inputs.map((_, i) => m('mn', format(numbers[LETTERS[i]]))))], ['=', m('mn', format(numbers.y))]]
      : worked(node, term, 0, numbers.y)))];
  }

  // A term with the numbers of one place and then what it comes to; a term that is a number by then is not told twice.
  function worked(node, term, place, result) {
    const numbers = numbersOf(node, place);
    const end = [equals(evaluate(term, shownNumbersOf(node, place)), result), m('mn', format(result))];
    return written(term, numbers, true) === format(result) ? [end] : [['=', written(term, numbers)], end];
  }

  const partial = (of, by) => m('mfrac', row(mo('∂'), mi(of.label)), row(mo('∂'), mi(by.label)));

  // The local derivative as a formula, with the numbers, and what the rule itself gave.
  function slopeFormula(node, argument, slope, place) {
    const term = formulaOf(node).slopes?.[argument];
    if (term === undefined || !isAlike(node)) return [];
    const input = nodes[node.inputs[argument]];
    const isConstant = typeof term === 'number';
    return [equation(partial(node, input), ['=', written(term, symbolsOf(node))], ...(isConstant ? [] : worked(node, term, place, slope)))];
  }

  // ---- Words ---------------------------------------------------------------------------------------------------------------------

  const withInputs = (text, node) => text.split(/\{([abc])\}/).map((part, i) => i % 2 ? nodes[node.inputs[LETTERS.indexOf(part)]] : part);
  const times = (count, one) => count === 1 ? one : `${count} ${one}s`;
  const withShape = node => valueOf(node).shape.length ? [node, ` ${shapeText(valueOf(node).shape)}`] : [node];

  // What the rule of a node does to the gradient for one of its inputs.
  function ruleWords(node, argument) {
    const input = nodes[node.inputs[argument]];
    const [from, to] = [arrays[node.gradient], valueOf(input)];
    const term = termOf(node, argument);
    const local = term?.local === undefined ? null : arrays[term.local].values;
    if (local && local.every(value => value === 1)) return ['the gradient unchanged'];
    if (local && local.every(value => value === -1)) return ['the gradient with the other sign'];
    if (local && local.every(value => value === 0 || value === 1)) return ['the gradient where ', node, ' let the value through, and nothing elsewhere'];
    const slope = formulaOf(node).slopes?.[argument];
    if (local) {
      return ['each element of the gradient times the local derivative there',
        ...(slope === undefined || !isAlike(node) ? [] : [`, ${written(slope, symbolsOf(node), true)}`])];
    }
    if (node.elementwise && to.size < from.size) {
      return [`what comes from the ${from.size / to.size} places that each element was used in, added up`];
    }
    const gives = formulaOf(node).gives?.[argument];
    if (gives) return withInputs(gives.replaceAll('{n}', String(to.size / from.size)), node);
    return [`what the rule of ${node.operation} makes of the gradient`];
  }

  const MOST_TOLD = 4;

  // One element of what a rule gives, as the sum of products that it is: a sentence. Of many products those that are 0 are left out.
  function exampleOf(node, argument, term) {
    if (!term.example) return [];
    const { element, factors } = term.example;
    const [gradient, product] = [arrays[node.gradient], arrays[term.product]];
    if (gradient.rows || product.rows) return [];
    const right = product.values[element];
    const parts = term.sources[element].map((source, i) => [arrays[factors].values[i], gradient.values[source]]);
    const told = parts.length <= MOST_TOLD ? parts : parts.filter(([factor, g]) => factor !== 0 && g !== 0);
    if (told.length === 0 || told.length > MOST_TOLD) return [];
    const isUnchanged = parts.every(([factor]) => factor === 1);
    if (isUnchanged && parts.length === 1) return [];
    const one = [nodes[node.inputs[argument]], product.shape.length ? indexOf(product, element) : ''];
    if (isUnchanged) return [' For ', ...one, `: ${plusText(parts.map(([, g]) => g), right)}.`];
    const sum = parts.reduce((total, [factor, g]) => total + asShown(factor) * asShown(g), 0);
    const text = `${told.map(([factor, g], i) => `${i ? paren(factor) : format(factor)} × ${paren(g)}`).join(' + ')} ${equals(sum, right)} ${format(right)}`
      + (told.length < parts.length ? ', the others being 0' : '');
    return parts.length === 1 ? [' For ', ...one, `, local derivative times gradient: ${text}.`]
      : [' ', ...one, ` was used in ${parts.length} places; local derivative times gradient, added up: ${text}.`];
  }

  // The formula that a node stands for, and the nodes in it that had a name: they are no longer in the graph by that way.
  const replacedBy = ({ replaced, standsFor }) =>
    [replaced, ...(standsFor.length > 0 ? [', with ', ...list(standsFor.map(one => [one, ` (${one.operation})`])).flat(), ' inside'] : [])];

  function forwardWords(node) {
    const says = formulaOf(node).says;
    const inputs = [...new Set(node.inputs)].map(id => nodes[id]);
    const what = says ? withInputs(says, node) : [`${node.operation} of `, ...list(inputs)];
    const scalar = isScalar(valueOf(node));
    return [...withShape(node), ' is ', ...what, scalar ? `: ${format(valueOf(node).values[0])}.` : '.',
      ...(node.replaced ? [' It is there in place of ', ...replacedBy(node), ', and computes the same without overflow.'] : [])];
  }

  // In a box that is closed, all its steps are one: the last that was taken is told.
  function captionHere(step) {
    const box = boxAt(step);
    return box ? [`In ${views[box.view].name}, ${times(box.count, 'node')}: `, ...captionOf(step)] : captionOf(step);
  }

  function captionOf(step) {
    const [pass, id] = steps[step];
    const node = nodes[id];
    if (pass === 's') {
      const isOne = isScalar(arrays[node.gradient]) && arrays[node.gradient].values[0] === 1;
      return isOne ? ['The derivative of ', node, ' by itself is 1. Here the backward pass begins.']
        : ['The gradient of ', node, ' is given: the seed of the backward pass.'];
    }
    if (pass === 'f') {
      const end = step === seedStep - 1 ? ' Now every node has its value: → begins the backward pass.' : '';
      if (node.kind === 'operation') return [...forwardWords(node), end];
      const what = { parameter: 'is a parameter', cut: `is the value of ${node.cutFrom ?? 'a node'} behind StopGradient: no gradient passes here`,
        data: `is data${node.operation ? `, the result of ${node.operation}` : ''}: no gradient is asked for` }[node.kind];
      return [...withShape(node), ` ${what}${isScalar(valueOf(node)) ? `. Its value is ${format(valueOf(node).values[0])}` : ''}.`, end];
    }
    const gradient = arrays[node.gradient];
    const parts = [...withShape(node), isScalar(gradient) ? ` has its whole gradient, ${format(gradient.values[0])}.` : ' has its whole gradient.'];
    if (node.inputs.length === 0) return [...parts, ...wholeOf(node), ...meaningOf(node)];
    node.inputs.forEach((inputId, argument) => {
      const term = termOf(node, argument);
      if (term) parts.push(...givenWords(node, argument, term));
    });
    for (const input of new Set(node.inputs)) {
      const waits = waitsFor(nodes[input], step);
      if (waits.length > 0 && waits.length <= 3) parts.push(' ', nodes[input], ' waits for ', ...list(waits), '.');
      else if (waits.length > 3) parts.push(' ', nodes[input], ` waits for ${waits.length} other nodes.`);
    }
    return parts;
  }

  function givenWords(node, argument, term) {
    const input = nodes[node.inputs[argument]];
    if (term.product === undefined) return [' It gives a part to ', input, '.'];
    const [gradient, product] = [arrays[node.gradient], arrays[term.product]];
    const parts = [];
    if (isScalar(product) && isScalar(gradient)) {
      const local = term.local ?? term.jacobian;
      const [g, p, l] = [gradient.values[0], product.values[0], local === undefined ? null : arrays[local].values[0]];
      const slope = formulaOf(node).slopes?.[argument];
      if (l === null) parts.push(' ', input, ` gets ${format(p)}.`);
      else if (l === 1) parts.push(' ', input, ` gets it unchanged, ${format(p)}.`);
      else {
        const formula = slope !== undefined && typeof slope !== 'number' && isAlike(node) ? `${written(slope, symbolsOf(node), true)} = ` : '';
        parts.push(' The local derivative by ', input, ` is ${formula}${format(l)}, so `, input, ` gets ${timesText(g, l, p)}.`);
      }
    } else {
      parts.push(' ', ...withShape(input), ' gets ', ...ruleWords(node, argument), '.', ...exampleOf(node, argument, term));
    }
    const index = input.terms.indexOf(term);
    if (index > 0 && isScalar(product)) {
      const [before, sum] = [arrays[input.terms[index - 1].sum].values[0], arrays[term.sum].values[0]];
      parts.push(` ${format(before)} was there: ${plusText([before, product.values[0]], sum)}.`);
    } else if (index > 0) {
      parts.push(' It is added to what was there.');
    }
    return parts;
  }

  function wholeOf(node) {
    const { terms } = node;
    if (terms.length < 2) return [];
    if (terms.length > 4 || terms.some(term => term.product === undefined) || valueOf(node).rows) return [` It is the sum of ${terms.length} parts, one for each use.`];
    const element = elementTold(node);
    const place = isScalar(valueOf(node)) ? '' : `; for ${indexOf(valueOf(node), element)}`;
    return [` It is the sum over all paths${place}: `, ...list(terms.map(term => [`${format(arrays[term.product].values[element])} from `, nodes[term.from]])).flat(), '.'];
  }

  // The element of a gradient that captions tell of.
  const elementTold = node => isScalar(valueOf(node)) ? 0 : node.terms[0]?.example?.element ?? elementAsked(arrays[node.gradient]);

  // What a gradient says: by how much the output would change.
  function meaningOf(node) {
    const gradient = arrays[node.gradient];
    const seed = arrays[nodes[output].gradient];
    if (!isScalar(seed) || seed.values[0] !== 1 || gradient.size === 0 || gradient.rows || node.id === output) return [];
    const element = elementTold(node);
    const slope = gradient.values[element];
    if (!Number.isFinite(slope)) return [];
    if (slope === 0) return [' A small change of ', node, ' changes ', nodes[output], ' by nothing.'];
    return [' If ', node, `${isScalar(gradient) ? '' : indexOf(gradient, element)} grew by 0.01, `, nodes[output], ` would ${slope > 0 ? 'grow' : 'fall'} by about ${format(Math.abs(slope) / 100, 3)}.`];
  }

  // ---- The graph -----------------------------------------------------------------------------------------------------------------

  const hasArrays = nodes.some(node => !isScalar(valueOf(node)));
  const hasFans = nodes.some(node => node.terms.length > 1);
  const card = hasArrays ? { width: 124, height: 130 } : { width: 100, height: hasFans ? 96 : 82 };
  const lines = { name: 18, kind: 34, shape: 49, ...(hasArrays ? { value: 58, grad: 80, parts: 98 } : { value: 54, grad: 73, parts: 89 }), bottom: 122 };
  const margin = 12;

  // A graph that would be smaller than this if all of it was shown cannot be read, and is shown from its beginning, larger.
  const LEAST_ZOOM = 0.72;
  const READABLE_ZOOM = 0.9;
  let zoom = 1;
  const arcLayer = draw('g');
  const cardLayer = draw('g');
  at('graph').append(arcLayer, cardLayer);

  // A view is the whole graph or a part of it: units, each a node or a part as a box, and arcs between units. What is drawn of the view
  // that is shown:
  let shown = 0;
  let units = [];
  let arcs = [];
  let size = { width: 0, height: 0, above: 0 };
  let nodeUnits = new Map();
  let boxUnits = new Map();
  const cards = new Map();
  const drawnArcs = new Map();

  // The unit that a node is, or that it is in; undefined if it is in another part.
  function unitOf(id) {
    let view = nodes[id].view;
    while (view !== shown && view >= 0 && views[view].parent !== shown) view = views[view].parent;
    return view === shown || view < 0 ? nodeUnits.get(id) : boxUnits.get(view);
  }

  const isHere = id => unitOf(id) !== undefined && !units[unitOf(id)].outside;
  const boxAt = index => {
    const unit = units[unitOf(steps[index][1])];
    return unit?.node === undefined ? unit : undefined;
  };

  function setView(number) {
    shown = number;
    const view = views[number];
    const pitch = { x: card.width + (view.arcs.some(arc => arc.stub) ? 64 : 26), y: card.height + 22 };
    cards.clear();
    drawnArcs.clear();
    arcLayer.replaceChildren();
    cardLayer.replaceChildren();
    nodeUnits = new Map();
    boxUnits = new Map();
    const top = view.rows.reduce((least, value) => Math.min(least, value), Infinity);
    const yOf = value => Math.round(margin + (value - top) * pitch.y);
    const xOf = layer => margin + layer * pitch.x;
    units = view.units.map((unit, at) => ({ ...unit, at, layer: view.layers[at], x: xOf(view.layers[at]), y: yOf(view.rows[at]), ids: [] }));
    for (const unit of units) {
      if (unit.node === undefined) boxUnits.set(unit.view, unit.at);
      else nodeUnits.set(unit.node, unit.at);
    }
    for (const node of nodes) {
      const unit = unitOf(node.id);
      if (unit !== undefined) units[unit].ids.push(node.id);
    }
    rover = unitOf(steps[step][1]) ?? 0;
    const bendsOf = arc => arc.bends.map((bend, i) => ({ x: xOf(view.layers[arc.from] + 1 + i) + card.width / 2, y: yOf(bend) + card.height / 2 }));
    arcs = view.arcs.map((arc, number) => {
      const [from, to] = [units[arc.from], units[arc.to]];
      return { ...arc, number, links: [], points: [{ x: from.x + card.width, y: from.y + card.height / 2 }, ...bendsOf(arc), { x: to.x, y: to.y + card.height / 2 }] };
    });
    spread('to', arc => arc.points[arc.points.length - 1], arc => arc.points[arc.points.length - 2]);
    spread('from', arc => arc.points[0], arc => arc.points[1]);
    for (const arc of arcs) {
      const { points } = arc;
      Object.assign(arc, { start: points[0], end: points[points.length - 1], left: points[0].x, right: points[points.length - 1].x,
        upper: Math.min(...points.map(point => point.y)), lower: Math.max(...points.map(point => point.y)) });
    }
    linkArcs();
    const upper = arcs.reduce((least, arc) => Math.min(least, arc.upper - card.height / 2), margin);
    const lower = Math.max(arcs.reduce((most, arc) => Math.max(most, arc.lower), 0) + card.height / 2, units.reduce((most, unit) => Math.max(most, unit.y), 0) + card.height);
    size = { width: xOf(view.layers.reduce((most, layer) => Math.max(most, layer), 0)) + card.width + margin, height: lower + margin, above: upper - margin };
    showPath();
    setZoom(fitting() < LEAST_ZOOM ? READABLE_ZOOM : Math.min(1.4, fitting()));
  }

  // The zoom at which all of the view is seen.
  const fitting = () => Math.min(at('stage').clientWidth / size.width, at('stage').clientHeight / (size.height - size.above));

  // Arcs leave and enter a unit one above the other, in the order of where they come from and go to.
  function spread(key, here, there) {
    const groups = new Map();
    for (const arc of arcs) {
      if (!groups.has(arc[key])) groups.set(arc[key], []);
      groups.get(arc[key]).push(arc);
    }
    for (const group of groups.values()) {
      group.sort((x, y) => there(x).y - there(y).y || x.number - y.number);
      group.forEach((arc, i) => { here(arc).y = Math.round(units[arc[key]].y + card.height * (i + 1) / (group.length + 1)); });
    }
  }

  // Which arguments of which nodes an arc stands for: of a box there may be many.
  function linkArcs() {
    const byEnds = new Map();
    const keyOf = (from, to, argument) => `${from} ${to} ${units[to].node === undefined ? '' : argument}`;
    for (const arc of arcs) byEnds.set(keyOf(arc.from, arc.to, arc.argument), arc);
    for (const unit of units) {
      if (unit.outside) continue;
      for (const id of unit.ids) {
        nodes[id].inputs.forEach((input, argument) => {
          const from = unitOf(input);
          if (from !== undefined && from !== unit.at) byEnds.get(keyOf(from, unit.at, argument))?.links.push({ to: id, argument, input });
        });
      }
    }
  }

  // The way from the whole graph to the part that is shown.
  function showPath() {
    const path = [];
    for (let view = shown; view >= 0; view = views[view].parent) path.unshift(view);
    at('path').hidden = views.length === 1;
    at('path').replaceChildren(...path.flatMap((view, i) => [i ? ' › ' : '', view === shown
      ? make('span', { 'aria-current': 'true' }, view === 0 ? 'whole graph' : bdi(views[view].name))
      : make('button', { type: 'button', class: 'link', on: { click: () => openView(view) } }, view === 0 ? 'whole graph' : bdi(views[view].name))]));
  }

  function openView(number) {
    setView(number);
    const [pass] = steps[step];
    if (!isHere(steps[step][1])) {
      const first = steps.findIndex(([other, id]) => other === (pass === 'f' ? 'f' : 'b') && isHere(id));
      if (first >= 0) return go(first);
    }
    return render();
  }

  const labelOf = unit => unit.node === undefined ? views[unit.view].name : nodes[unit.node].label;

  function pathOf({ points }) {
    let path = `M${points[0].x} ${points[0].y}`;
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1], points[i]];
      const middle = (a.x + b.x) / 2;
      path += `C${middle} ${a.y} ${middle} ${b.y} ${b.x} ${b.y}`;
    }
    return path;
  }

  const headAt = ({ x, y }, isLeft) => isLeft ? `M${x} ${y}l10 -5v10z` : `M${x} ${y}l-10 -5v10z`;

  function makeArc(arc) {
    const group = draw('g');
    if (arc.stub) {
      const [from, to] = [labelOf(units[arc.from]), labelOf(units[arc.to])];
      group.append(
        draw('path', { class: 'arc', d: `M${arc.start.x} ${arc.start.y}h18` }),
        draw('text', { class: 'stub', x: arc.start.x + 20, y: arc.start.y + 4 }, cut(to, 6)),
        draw('path', { class: 'arc', d: `M${arc.end.x - 18} ${arc.end.y}h18` }),
        draw('text', { class: 'stub', x: arc.end.x - 20, y: arc.end.y + 4, 'text-anchor': 'end' }, cut(from, 6)));
    } else {
      group.append(draw('path', { class: 'arc', d: pathOf(arc) }), draw('path', { class: 'head', d: headAt(arc.end, false) }));
      group.append(draw('path', { class: 'bar', d: '' }));
    }
    return group;
  }

  function makeUnit(unit) {
    const group = unit.node === undefined ? makeBox(unit) : makeCard(nodes[unit.node]);
    group.setAttribute('transform', `translate(${unit.x} ${unit.y})`);
    group.setAttribute('tabindex', -1);
    group.setAttribute('role', 'button');
    group.dataset.unit = unit.at;
    group.addEventListener('focus', () => rove(unit.at));
    return group;
  }

  // Texts on cards are in one line: one that is a little too long is drawn closer, and one that is longer loses its middle.
  const FONTS = { name: '600 14px', kind: '13px', value: '14px', grad: '14px', progress: '14px' };
  const ruler = document.createElement('canvas').getContext('2d');

  function put(element, text, room = card.width - 16) {
    ruler.font = `${FONTS[element.classList[0]]} ${getComputedStyle(document.body).fontFamily}`;
    let shown = text;
    for (let length = [...text].length - 1; length > 2 && ruler.measureText(shown).width > 1.3 * room; length--) shown = cut(text, length);
    element.textContent = shown;
    if (ruler.measureText(shown).width <= room) element.removeAttribute('textLength');
    else {
      element.setAttribute('textLength', room);
      element.setAttribute('lengthAdjust', 'spacingAndGlyphs');
    }
  }

  // What the pointer is told is there while it is: the name for screen readers is what is seen and then what is not.
  function tip(group, text) {
    const title = draw('title', {}, text);
    group.addEventListener('mouseenter', () => group.prepend(title));
    group.addEventListener('mouseleave', () => title.remove());
  }

  const labelWith = (group, details) => {
    const seen = [...group.querySelectorAll('text')].map(text => text.textContent).filter(text => text !== '').join(' ');
    group.setAttribute('aria-label', `${seen}: ${details.filter(part => part !== null).join(', ')}`);
  };

  // A part, closed: two rectangles, one behind the other.
  function makeBox(unit) {
    const group = draw('g');
    group.append(draw('rect', { class: 'box', x: 5, y: -5, width: card.width, height: card.height, rx: 6 }),
      draw('rect', { class: 'box', width: card.width, height: card.height, rx: 6 }));
    const text = (kind, y, content) => {
      const element = draw('text', { class: kind, x: 8, y, direction: 'ltr' });
      put(element, content);
      group.append(element, ' ');
    };
    text('name', lines.name, labelOf(unit));
    text('kind', lines.kind, `${unit.count} nodes: open`);
    text('progress', lines.value, '');
    tip(group, labelOf(unit));
    group.addEventListener('click', () => openView(unit.view));
    return group;
  }

  function paintBox(unit, group) {
    const [pass, id] = steps[step];
    const count = key => unit.ids.filter(one => nodes[one][key] >= 0 && nodes[one][key] <= step).length;
    const [made, visited] = [count('forward'), count('backward')];
    const isInput = nodes[id].inputs.some(input => unitOf(input) === unit.at);
    const classes = ['card', 'part'];
    if (made === 0) classes.push('later');
    if (unitOf(id) === unit.at) classes.push(pass === 'f' ? 'now-f' : 'now-b');
    else if (isInput) classes.push(pass === 'f' ? 'input' : 'fed');
    if (unit.ids.some(one => nodes[one].check?.verdict === 'wrong')) classes.push('wrong');
    group.setAttribute('class', classes.join(' '));
    const progress = step >= seedStep ? `∂ ${visited} of ${unit.ids.filter(one => nodes[one].backward >= 0).length}` : `${made} of ${unit.count}`;
    const text = group.querySelector('text.progress');
    text.textContent = progress;
    text.setAttribute('class', step >= seedStep ? 'progress grad' : 'progress');
    labelWith(group, [labelOf(unit), 'a part, closed', `${made} have their values`, `${visited} were visited backward`]);
    group.setAttribute('tabindex', unit.at === rover ? 0 : -1);
  }

  function makeCard(node) {
    const group = draw('g');
    group.dataset.node = node.id;
    group.append(draw('rect', { class: 'box', width: card.width, height: card.height, rx: node.kind === 'operation' ? 6 : 18 }));
    if (node.kind === 'cut') group.append(draw('rect', { class: 'second', x: 5, y: 5, width: card.width - 10, height: card.height - 10, rx: 14 }));
    const text = (kind, x, y) => {
      const element = draw('text', { class: kind, x, y, direction: 'ltr' });
      group.append(element, ' ');
      return element;
    };
    const stands = node.standsFor.map(one => one.label).join(', ');
    const marks = [node.replaced ? `⇄ ${cut(stands, 5)}`.trim() : '', node.check ? { right: '✓', wrong: '✗', unknown: '?' }[node.check.verdict] : ''].filter(mark => mark !== '');
    put(text('name', 8, lines.name), node.label, card.width - 16 - 10 * marks.join(' ').length);
    put(text('kind', 8, lines.kind), node.kind === 'cut' ? '✂ StopGradient' : node.kind === 'operation' ? node.operation : node.kind);
    if (valueOf(node).shape.length > 0) put(text('kind', 8, lines.shape), shapeText(valueOf(node).shape));
    const isOne = isScalar(valueOf(node));
    if (!isOne) {
      group.append(draw('image', { class: 'value', x: 8, y: 55, width: 52, height: 52, preserveAspectRatio: 'xMidYMid meet' }),
        draw('image', { class: 'gradient', x: 64, y: 55, width: 52, height: 52, preserveAspectRatio: 'xMidYMid meet' }));
      for (const image of group.querySelectorAll('image')) image.setAttribute('image-rendering', 'pixelated');
    }
    const below = isOne && valueOf(node).shape.length > 0 ? 8 : 0;
    text('value', 8, isOne ? lines.value + below : lines.bottom);
    text('grad', isOne ? 8 : 64, isOne ? lines.grad + below : lines.bottom);
    text('parts', card.width - 8, isOne ? lines.parts + below : lines.bottom).setAttribute('text-anchor', 'end');
    if (marks.length > 0) {
      const mark = text(`check-${node.check?.verdict ?? 'none'}`, card.width - 8, lines.name);
      mark.setAttribute('text-anchor', 'end');
      mark.textContent = marks.join(' ');
    }
    tip(group, [node.label, node.kind === 'operation' ? node.operation : node.kind, node.replaced ? `in place of ${plain(replacedBy(node))}` : null,
      node.origin ?? null].filter(part => part !== null).join(', '));
    group.addEventListener('click', () => chooseNext(node));
    return group;
  }

  // What is in view, and a little more; the unit that has the focus is never taken away.
  function fill() {
    const stage = at('stage');
    const view = { left: stage.scrollLeft / zoom - 200, top: stage.scrollTop / zoom - 200 + size.above,
      right: (stage.scrollLeft + stage.clientWidth) / zoom + 200, bottom: (stage.scrollTop + stage.clientHeight) / zoom + 200 + size.above };
    const isSeen = (left, right, upper, lower) => right > view.left && left < view.right && lower > view.top && upper < view.bottom;
    for (const unit of units) {
      toggle(cards, unit.at, isSeen(unit.x, unit.x + card.width, unit.y, unit.y + card.height) || unit.at === rover, () => makeUnit(unit), cardLayer);
    }
    for (const arc of arcs) {
      const isShown = arc.stub
        ? isSeen(arc.left, arc.left + 60, arc.start.y, arc.start.y) || isSeen(arc.right - 60, arc.right, arc.end.y, arc.end.y)
        : isSeen(arc.left, arc.right, arc.upper, arc.lower);
      toggle(drawnArcs, arc.number, isShown, () => makeArc(arc), arcLayer);
    }
    cards.forEach((group, at) => units[at].node === undefined ? paintBox(units[at], group) : paintCard(nodes[units[at].node], group, units[at]));
    drawnArcs.forEach((group, number) => paintArc(arcs[number], group));
  }

  function toggle(drawn, key, isShown, create, layer) {
    if (isShown && !drawn.has(key)) {
      drawn.set(key, create());
      layer.append(drawn.get(key));
    } else if (!isShown && drawn.has(key)) {
      drawn.get(key).remove();
      drawn.delete(key);
    }
  }

  function paintCard(node, group, unit) {
    const [pass, id] = steps[step];
    const now = nodes[id];
    const classes = ['card', node.kind];
    if (unit.outside) classes.push('outside');
    if (node.forward > step) classes.push('later');
    if (node.gradient === undefined && step >= seedStep) classes.push('off');
    if (node.id === id) classes.push(pass === 'f' ? 'now-f' : 'now-b');
    else if (now.inputs.includes(node.id) && pass === 'f') classes.push('input');
    else if (now.inputs.includes(node.id) && pass === 'b' && node.gradient !== undefined) classes.push('fed');
    if (node.check?.verdict === 'wrong') classes.push('wrong');
    group.setAttribute('class', classes.join(' '));
    const value = node.forward <= step ? valueOf(node) : null;
    const gradient = gradientAt(node, shownStep());
    const scalar = isScalar(valueOf(node));
    put(group.querySelector('text.value'), value === null ? '' : scalar ? format(value.values[0], 3) : 'value');
    const count = given(node, shownStep());
    const complete = isComplete(node, shownStep());
    const isAbsent = scalar && complete && node.strongZeros;
    put(group.querySelector('text.grad'), gradient === null
      ? (step >= seedStep && node.gradient === undefined ? 'no ∂' : '')
      : `∂${scalar ? ` ${isAbsent ? '∅' : format(gradient.values[0], 3)}` : ''}`);
    group.querySelector('text.parts').textContent = count === 0 || complete ? '' : `${count} of ${node.terms.length}`;
    if (!scalar) {
      setImage(group.querySelector('image.value'), value, 'value');
      setImage(group.querySelector('image.gradient'), gradient, 'gradient');
    }
    labelWith(group, [group.querySelector('text.name').textContent === node.label ? null : node.label,
      value !== null && scalar && format(value.values[0]) !== format(value.values[0], 3) ? `value ${short(value)}` : null,
      gradient === null ? (node.whyNoGradient ? 'no gradient' : 'no gradient yet')
        : `gradient ${short(gradient)}, ${complete ? 'complete' : `${count} of ${node.terms.length} parts`}${isAbsent ? ', a zero by structure' : ''}`,
      node.replaced ? `in place of ${plain(replacedBy(node))}` : null, node.check ? `rule ${node.check.verdict}` : null]);
    group.setAttribute('tabindex', unit.at === rover ? 0 : -1);
  }

  function setImage(image, array, kind) {
    if (array === null || array.size === 0) image.removeAttribute('href');
    else image.setAttribute('href', thumbnail(array, kind));
  }

  function paintArc(arc, group) {
    const [pass, id] = steps[step];
    const carries = link => termOf(nodes[link.to], link.argument) !== undefined;
    const now = arc.links.filter(link => link.to === id);
    const isDone = link => nodes[link.to].backward >= 0 && nodes[link.to].backward < step;
    const state = now.length > 0 && pass === 'f' ? 'now-f'
      : now.some(carries) && pass === 'b' ? 'now-b'
      : arc.links.some(carries) && arc.links.filter(carries).every(isDone) ? 'done-b' : 'waiting';
    for (const part of group.querySelectorAll('.arc, .head')) part.setAttribute('class', `${part.classList[0]} ${state}`);
    group.querySelector('.head')?.setAttribute('d', state.endsWith('b') ? headAt(arc.start, true) : headAt(arc.end, false));
    const isCut = arc.links.length > 0 && arc.links.every(({ to, input }) => nodes[input].gradient === undefined && nodes[to].backward >= 0 && nodes[to].backward <= step);
    group.querySelector('.bar')?.setAttribute('d', isCut ? `M${arc.start.x + 5} ${arc.start.y - 7}v14` : '');
  }

  function setZoom(value) {
    zoom = Math.max(0.15, Math.min(2.5, value));
    const graph = at('graph');
    graph.setAttribute('viewBox', `0 ${size.above} ${size.width} ${size.height - size.above}`);
    graph.setAttribute('width', size.width * zoom);
    graph.setAttribute('height', (size.height - size.above) * zoom);
    fill();
  }

  let isFirst = true;
  function reveal(node) {
    const stage = at('stage');
    const unit = units[unitOf(node.id)];
    if (!unit) return;
    const [left, upper] = [unit.x * zoom, (unit.y - size.above) * zoom];
    const inside = left >= stage.scrollLeft + 20 && left + card.width * zoom <= stage.scrollLeft + stage.clientWidth - 20
      && upper >= stage.scrollTop + 10 && upper + card.height * zoom <= stage.scrollTop + stage.clientHeight - 10;
    if (!inside) {
      const to = { left: left - (stage.clientWidth - card.width * zoom) / 2, top: upper - (stage.clientHeight - card.height * zoom) / 2 };
      const isFar = Math.abs(to.left - stage.scrollLeft) > 2 * stage.clientWidth || Math.abs(to.top - stage.scrollTop) > 2 * stage.clientHeight;
      stage.scrollTo({ ...to, behavior: isFar || isFirst ? 'instant' : 'auto' });
      fill();
    }
  }

  // ---- Maps of arrays ------------------------------------------------------------------------------------------------------------

  const NUMBERED = 64;

  function indexOf(array, i) {
    const [rowOf, columnOf] = [Math.floor(i / array.width), i % array.width];
    const flat = (array.rows ? array.rows[rowOf] : rowOf) * (array.shape[array.shape.length - 1] ?? 1) + (array.columns ? array.columns[columnOf] : columnOf);
    const index = [];
    let rest = flat;
    for (const length of [...array.shape].reverse()) {
      index.unshift(rest % length);
      rest = Math.floor(rest / length);
    }
    return `[${index.join(', ')}]`;
  }

  // An array as numbers on colors, or as colors; the element under the pointer is told below, with where it came from. Of more than two
  // axes the last two are shown, and a slider goes through the others.
  function mapOf(array, kind, options = {}) {
    const box = make('div', { class: 'array' });
    if (array.size === 0) {
      box.append(make('p', {}, `${shapeText(array.shape)}: no elements`));
      return box;
    }
    const { limit, isOwn } = limitOf(array, kind);
    const hover = make('p', { class: 'hover' });
    const sheet = array.shape.length > 2 && !array.rows ? array.width * array.shape[array.shape.length - 2] : array.values.length;
    const sheets = array.values.length / sheet;
    const tell = i => {
      const sources = options.sources?.[i];
      const from = sources === undefined ? '' : sources.length === 0 ? ', from no element: no path leads there'
        : `, from ${sources.length === 1 ? 'element' : 'elements'} ${sources.slice(0, 8).map(source => indexOf(options.sourceArray, source)).join(', ')}${sources.length > 8 ? '…' : ''} of the gradient`;
      hover.textContent = `${indexOf(array, i)} ${exact(array.values[i])}${options.absent?.has(i) ? ', a zero by structure: no path' : ''}${from}`;
      options.onHover?.(sources ?? []);
    };
    const holder = make('div');
    let start = 0;
    const showSheet = number => {
      start = number * sheet;
      holder.replaceChildren(sheet <= NUMBERED && !array.rows ? numbersOn(array, kind, start, sheet, options, tell) : colorsOf(array, kind, start, sheet, options, tell));
    };
    if (sheets > 1) {
      const nameOf = number => indexOf(array, number * sheet).replace(/\d+, \d+\]$/, ':, :]');
      const name = make('span', {}, nameOf(0));
      box.append(make('label', { class: 'sheets' }, make('input', { type: 'range', min: 0, max: sheets - 1, value: 0, 'aria-valuetext': nameOf(0),
        'aria-label': `which part of ${options.label ?? 'the array'}`, on: { input: event => {
          showSheet(Number(event.target.value));
          name.textContent = nameOf(Number(event.target.value));
          event.target.setAttribute('aria-valuetext', name.textContent);
        } } }), name));
    }
    showSheet(0);
    box.light = lit => {
      const cells = holder.querySelectorAll('.cell');
      for (const cell of cells) cell.classList.remove('lit');
      for (const i of lit) cells[i - start]?.classList.add('lit');
    };
    box.append(holder);
    if (array.rows) {
      const { min, max, mean, notFinite } = array.all;
      box.append(make('p', { class: 'words' }, `${array.height} × ${array.width} of ${shapeText(array.shape)} shown; of all: `
        + `${min === undefined ? '' : `from ${format(min)} to ${format(max)}, mean ${format(mean)}`}${notFinite ? `, ${notFinite} not finite` : ''}`));
    }
    box.append(legend(limit, isOwn), hover);
    return box;
  }

  function numbersOn(array, kind, start, count, options, tell) {
    const { limit } = limitOf(array, kind);
    const stops = scale();
    const grid = make('div', { class: 'map', role: 'group', 'aria-label': options.label ?? 'array' });
    grid.style.gridTemplateColumns = `repeat(${array.width}, auto)`;
    array.values.subarray(start, start + count).forEach((value, place) => {
      const i = start + place;
      const rgb = colorOf(value, limit, stops);
      const cell = make('button', { type: 'button', class: 'cell', tabindex: place === 0 ? 0 : -1,
        'aria-label': `${options.absent?.has(i) ? '∅' : format(value, 3)} in the place ${indexOf(array, i)}`,
        on: { mouseenter: () => tell(i), focus: () => tell(i), mouseleave: () => options.onHover?.([]),
          keydown: event => moveInMap(event, grid, place, array.width) } }, options.absent?.has(i) ? '∅' : format(value, 3));
      cell.style.backgroundColor = cssColor(rgb);
      cell.style.color = inkOn(rgb);
      if (options.absent?.has(i)) cell.classList.add('none');
      if (!Number.isFinite(value) && !Number.isNaN(value)) cell.classList.add('infinite');
      grid.append(cell);
    });
    return grid;
  }

  function colorsOf(array, kind, start, count, options, tell) {
    const canvas = pixels(array, kind, start, count);
    canvas.setAttribute('class', 'pixels');
    const side = Math.max(1, Math.min(14, Math.floor(340 / array.width)));
    canvas.style.width = `${canvas.width * side}px`;
    canvas.style.height = `${canvas.height * side}px`;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${options.label ?? 'array'} ${shapeText(array.shape)}`);
    canvas.addEventListener('mousemove', event => {
      const bounds = canvas.getBoundingClientRect();
      const column = Math.min(canvas.width - 1, Math.floor((event.clientX - bounds.left) / bounds.width * canvas.width));
      const line = Math.min(canvas.height - 1, Math.floor((event.clientY - bounds.top) / bounds.height * canvas.height));
      tell(start + line * canvas.width + column);
    });
    return canvas;
  }

  function moveInMap(event, grid, i, width) {
    const to = { ArrowLeft: i - 1, ArrowRight: i + 1, ArrowUp: i - width, ArrowDown: i + width }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const cell = grid.children[to];
    if (cell) {
      grid.children[i].tabIndex = -1;
      cell.tabIndex = 0;
      cell.focus();
    }
  }

  function legend(limit, isOwn) {
    const strip = document.createElement('canvas');
    [strip.width, strip.height] = [80, 10];
    const context = strip.getContext('2d');
    const stops = scale();
    for (let x = 0; x < 80; x++) {
      context.fillStyle = cssColor(colorOf((x / 79) * 2 - 1, 1, stops));
      context.fillRect(x, 0, 1, 10);
    }
    strip.setAttribute('aria-hidden', 'true');
    return make('p', { class: 'legend' }, `−${format(limit, 3)}`, strip, format(limit, 3), isOwn ? ' (own scale)' : '');
  }

  // ---- The side panel ------------------------------------------------------------------------------------------------------------

  const heading = (...parts) => make('h2', {}, ...sentence(parts));
  const small = (...parts) => make('h3', {}, ...sentence(parts));
  const words = text => make('p', { class: 'words' }, text);
  const absentOf = node => node.strongZeros ? new Set(node.strongZeros) : undefined;

  function show(array, kind, options) {
    return isScalar(array) && array.shape.length === 0
      ? make('p', { class: 'scalar', title: exact(array.values[0]) }, options?.absent ? '∅, a zero by structure: no path leads there' : format(array.values[0]))
      : mapOf(array, kind, options);
  }

  // The report of a check as it is in a terminal: sentences, and tables whose columns stand one below the other.
  function reportOf(text) {
    const report = make('div', { class: 'report' });
    for (const line of text.split('\n')) {
      const [isRow, last] = [/\S {2}/.test(line), report.lastChild];
      if (!isRow) report.append(make('p', {}, line.trim()));
      else if (last?.tagName === 'PRE') last.append(`\n${line.trim()}`);
      else report.append(make('pre', { tabindex: 0 }, line.trim()));
    }
    return report;
  }

  function describe(node) {
    if (node.kind !== 'operation') {
      return node.whyNoGradient ? [words(`It has no gradient: ${node.whyNoGradient}`)] : [];
    }
    const parts = [];
    if (kindOf(node).words) parts.push(words(`${node.operation} in general: ${kindOf(node).words}`));
    if (node.told && node.told.replace(' { }', '') !== node.operation) parts.push(words(node.told));
    if (node.replaced) parts.push(make('p', { class: 'words' }, ...sentence([`⇄ ${node.operation}, in place of `, ...replacedBy(node), ': the same, computed without overflow.'])));
    if (node.origin) parts.push(words(`Made at ${node.origin}.`));
    if (node.check) {
      const { verdict, finding } = node.check;
      const text = { right: '✓ Its rule agrees with difference quotients.', wrong: '✗ Its rule is wrong.', unknown: '? Its rule could not be checked.' }[verdict];
      parts.push(make('p', { class: verdict === 'wrong' ? 'mistake' : verdict === 'right' ? 'right' : 'words' }, text));
      if (finding) parts.push(reportOf(finding));
    }
    return parts;
  }

  function sideOf() {
    const [pass, id] = steps[step];
    const node = nodes[id];
    if (pass === 'f') {
      const isMade = node.kind === 'operation';
      return [heading(node, isMade ? ` = ${node.operation}` : ` (${node.kind})`), ...(isMade ? forwardFormulas(node) : []),
        small('value of ', ...withShape(node)), show(valueOf(node), 'value', { label: node.label }), ...planeOf(node), ...curveOf(node, 'value'),
        ...inputValues(node), ...(isMade ? [make('div', { class: 'about' }, ...describe(node))] : describe(node))];
    }
    const gradient = arrays[node.gradient];
    if (pass === 's') {
      return [heading('the seed'), equation(partial(node, node), ['=', m('mn', isScalar(gradient) ? format(gradient.values[0]) : shapeText(gradient.shape))]),
        show(gradient, 'gradient', { label: 'seed' })];
    }
    const parts = [heading(node, node.kind === 'operation' ? ` = ${node.operation}` : ` (${node.kind})`)];
    parts.push(small('gradient of ', ...withShape(node), ', complete'));
    const map = show(gradient, 'gradient', { label: `gradient of ${node.label}`, absent: absentOf(node) });
    if (node.terms.length > 1) parts.push(termTable(node, node.terms.length));
    parts.push(map, ...curveOf(node, 'gradient'), ...(node.inputs.length === 0 ? originsOf(node) : []));
    node.inputs.forEach((inputId, argument) => parts.push(...givenTo(node, argument, map)));
    if (node.kind === 'operation') {
      parts.push(make('details', {}, make('summary', {}, 'the values at ', bdi(node.label)), small('value of ', ...withShape(node)),
        show(valueOf(node), 'value', { label: node.label }), ...inputValues(node)), make('div', { class: 'about' }, ...describe(node)));
    }
    return parts;
  }

  const inputValues = node => [...new Set(node.inputs)].flatMap(id =>
    [small('from ', ...withShape(nodes[id])), show(valueOf(nodes[id]), 'value', { label: nodes[id].label })]);

  // Of a film of training: how large a value or a gradient is at each moment.
  function curveOf(node, key) {
    const sizes = moments.map(one => largest([one.nodes[node.id][key]]));
    if (!isTraining || sizes.every(size => size === sizes[0])) return [];
    const [width, height, top] = [340, 80, Math.max(...sizes)];
    const x = i => 6 + i / (moments.length - 1) * (width - 12);
    const y = size => height - 6 - size / top * (height - 12);
    const [what, from, to] = [isScalar(valueOf(node)) ? key : `largest element of the ${key}`, moments[0].trainingStep, moments[moments.length - 1].trainingStep];
    const told = `From step ${from} to ${to} of training, the ${what} without its sign: ${format(sizes[0])} first, ${format(top)} at most, `
      + `${format(sizes[sizes.length - 1])} last, and ${format(sizes[moment])} now.`;
    return [make('div', { class: 'plot' },
      draw('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': told },
        draw('path', { class: 'axis', d: `M6 ${y(0)}H${width - 6}` }),
        draw('path', { class: `curve ${key}`, d: `M${sizes.map((size, i) => `${x(i)} ${y(size)}`).join('L')}` }),
        draw('circle', { class: `now ${key}`, cx: x(moment), cy: y(sizes[moment]), r: 5 })),
      words(told))];
  }

  // Of a film of training: rows of two numbers as points of a plane, and how they got there.
  function planeOf(node) {
    const { shape, rows } = valueOf(node);
    if (!isTraining || shape.length !== 2 || shape[1] !== 2 || shape[0] < 2 || shape[0] > NUMBERED || rows) return [];
    const all = moments.map(one => arrays[one.nodes[node.id].value].values);
    const side = 240;
    const axis = column => {
      const numbers = all.flatMap(values => [...values].filter((value, i) => i % 2 === column && Number.isFinite(value)));
      const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
      return { least, most, at: value => 20 + (value - least) / (most - least || 1) * (side - 40) };
    };
    const [across, up] = [axis(0), axis(1)];
    const point = (values, row) => [across.at(values[2 * row]), side - up.at(values[2 * row + 1])];
    const picture = draw('svg', { viewBox: `0 0 ${side} ${side}`, role: 'img', class: 'plane' });
    picture.setAttribute('aria-label', `The rows of ${node.label} as points: ${Array.from({ length: shape[0] }, (_, row) =>
      `row ${row} at ${format(all[moment][2 * row], 3)}, ${format(all[moment][2 * row + 1], 3)}`).join('; ')}`);
    const labels = [];
    for (let row = 0; row < shape[0]; row++) {
      if (![0, 1].every(column => all.every(values => Number.isFinite(values[2 * row + column])))) continue;
      const [x, y] = point(all[moment], row);
      picture.append(draw('path', { class: 'curve', d: `M${all.slice(0, moment + 1).map(values => point(values, row).join(' ')).join('L')}` }),
        draw('circle', { class: 'now', cx: x, cy: y, r: 5 }));
      const label = labels.find(one => Math.hypot(one.x - x, one.y - y) < 12);
      if (label) label.text += `, ${row}`;
      else labels.push({ x, y, text: String(row) });
    }
    for (const { x, y, text } of labels) picture.append(draw('text', x > side - 50 ? { x: x - 8, y: y - 6, 'text-anchor': 'end' } : { x: x + 8, y: y - 6 }, text));
    return [small('the rows of ', node, ' as points of a plane'), make('div', { class: 'plot' }, picture,
      words(`To the right the first column, from ${format(across.least, 3)} to ${format(across.most, 3)}; upward the second, from ${format(up.least, 3)} to `
        + `${format(up.most, 3)}. A line shows where a row came from in training.`))];
  }

  // Where the gradient of a leaf came from, and a way there.
  function originsOf(node) {
    return node.terms.slice(0, 8).flatMap(term => {
      const from = nodes[term.from];
      const link = make('button', { type: 'button', class: 'link', on: { click: () => { pause(); go(from.backward); } } }, 'to this step');
      if (term.product === undefined) return [small('from ', from), link];
      return [small('from ', from), make('p', {}, ...sentence(givenWords(from, term.argument, term)), ' ', link)];
    });
  }

  // What a node's rule gives to one of its inputs.
  function givenTo(node, argument, incoming) {
    const input = nodes[node.inputs[argument]];
    const term = termOf(node, argument);
    if (!term) {
      return [small('to ', input), words(input.whyNoGradient ? `no gradient: ${input.whyNoGradient}` : `The rule of ${node.operation} gives it none.`)];
    }
    const parts = [small('to ', ...withShape(input))];
    if (term.product === undefined) return [...parts, words(`One of ${input.terms.length} parts; there are too many to keep them all.`)];
    const [gradient, product] = [arrays[node.gradient], arrays[term.product]];
    const local = term.local === undefined ? null : arrays[term.local];
    const slope = local ?? (term.jacobian === undefined ? null : arrays[term.jacobian]);
    if (isScalar(gradient) && isScalar(product) && slope) {
      const [g, l, p] = [gradient.values[0], slope.values[0], product.values[0]];
      parts.push(...slopeFormula(node, argument, l, 0));
      parts.push(equation(row(partial(nodes[output], node), mo('×'), partial(node, input)), ['=', row(mn(g), mo('×'), mn(l))],
        [equals(asShown(g) * asShown(l), p), m('mn', format(p))]));
    } else {
      parts.push(make('p', {}, ...sentence([...ruleWords(node, argument), '.', ...exampleOf(node, argument, term)])));
      if (local && !local.values.every(value => value === 1) && valueOf(node).size > 0) parts.push(...slopeFormula(node, argument, local.values[0], 0));
      parts.push(show(product, 'gradient', {
        label: `what ${node.label} gives to ${input.label}`, sources: term.sources, sourceArray: gradient, absent: absentOf(term),
        onHover: sources => incoming.light?.(sources),
      }));
      if (local && !local.values.every(value => value === 1)) {
        parts.push(make('details', {}, make('summary', {}, 'the local derivative of each element'),
          show(local, 'value', { label: 'local derivative' })));
      } else if (term.jacobian !== undefined) {
        parts.push(make('details', {}, make('summary', {}, 'the Jacobian: a row for each element of ', bdi(node.label), ', a column for each of ', bdi(input.label)),
          show(arrays[term.jacobian], 'value', { label: 'Jacobian' })));
      }
    }
    if (input.terms.length > 1) parts.push(small('sum at ', input), termTable(input, given(input, step)));
    return parts;
  }

  function termTable(node, count) {
    const body = make('tbody');
    node.terms.slice(0, 50).forEach((term, i) => {
      const known = i < count;
      body.append(make('tr', { class: known ? (nodes[term.from].backward === step ? 'now' : null) : 'later' },
        make('td', {}, 'from ', bdi(nodes[term.from].label)),
        make('td', { class: 'number' }, known && term.product !== undefined ? short(arrays[term.product]) : '…'),
        make('td', { class: 'number' }, known && term.sum !== undefined ? short(arrays[term.sum]) : '')));
    });
    return make('table', { class: 'terms' }, make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'term'), make('th', { class: 'number', scope: 'col' }, 'gives'),
      make('th', { class: 'number', scope: 'col' }, 'sum'))), node.terms.length > 50 ? make('caption', {}, `the first 50 of ${node.terms.length}`) : '', body);
  }

  // ---- The quiz ------------------------------------------------------------------------------------------------------------------

  let quizzing = false;
  const answered = new Set();

  // The first part that the node at this step gives and that is one number, or an element of a small array; where it is the last of
  // several parts, the sum.
  function questionAt(index) {
    const [pass, id] = steps[index];
    if (!quizzing || pass !== 'b' || answered.has(`${moment} ${index}`)) return null;
    const node = nodes[id];
    for (let argument = 0; argument < node.inputs.length; argument++) {
      const term = termOf(node, argument);
      if (term?.product === undefined) continue;
      const [input, product] = [nodes[node.inputs[argument]], arrays[term.product]];
      const isSum = input.terms.length > 1 && input.terms[input.terms.length - 1] === term;
      if (product.size <= NUMBERED && product.size > 0 && product.values.every(Number.isFinite)) return { node, argument, term, input, isSum };
    }
    return null;
  }

  // In the quiz, nothing that the question asks for is shown, here or on a card.
  const shownStep = () => questionAt(step) ? step - 1 : step;

  function elementAsked(product) {
    let best = 0;
    product.values.forEach((value, i) => { if (Math.abs(value) > Math.abs(product.values[best])) best = i; });
    return best;
  }

  // The answers that known mistakes lead to: numbers of the pass, put together wrongly.
  function mistakes({ node, argument, term, input, isSum }, element) {
    const [gradient, product] = [arrays[node.gradient], arrays[term.product]];
    const part = product.values[element];
    const right = isSum ? arrays[term.sum].values[element] : part;
    const before = isSum ? arrays[input.terms[input.terms.length - 2].sum].values[element] : 0;
    const local = term.local === undefined ? null : arrays[term.local].values[element];
    const candidates = [['sign', -right, 'Does the result grow or shrink if this grows?']];
    const add = (kind, value, hint) => candidates.push([kind, value + before, hint]);
    if (isSum) {
      const hint = `${times(input.terms.length, 'arc')} lead from ${input.label}. Which has not given its part?`;
      for (const other of input.terms) candidates.push(['missing path', arrays[other.product].values[element], hint], ['missing path', right - arrays[other.product].values[element], hint]);
      candidates.push(['product for sum', input.terms.reduce((all, other) => all * arrays[other.product].values[element], 1), 'Paths add up; factors along a path multiply.']);
      candidates.push(['mean for sum', right / input.terms.length, 'What comes back on several paths is added, not averaged.']);
    }
    if (local !== null || (gradient.size === 1 && product.size === 1)) add('forgotten local derivative', gradient.values[element], `${node.operation} has a slope of its own: multiply by it.`);
    if (local !== null) {
      add('forgotten gradient', local, 'That is the local derivative alone: what has arrived at the node multiplies it.');
      if (local !== 0) add('divided instead of multiplied', gradient.values[element] / local, 'Along a path derivatives multiply.');
      add('added instead of multiplied', gradient.values[element] + local, 'Along a path derivatives multiply; sums are for several paths.');
      add('slope at the output, or at the input', gradient.values[element] * wrongSlope(node, argument, element), 'Look at which value the slope is taken.');
    }
    if (product.shape.length === 2 && product.shape[0] > 1 && product.shape[1] > 1) {
      const [rows, columns] = product.shape;
      const [r, c] = [Math.floor(element / columns), element % columns];
      if (c < rows && r < columns) add('transposed', product.values[c * columns + r], 'The gradient has the shape of the value: which product has it?');
    }
    if (gradient.size > product.size && term.sources) {
      for (const source of term.sources[element]) add('not summed', gradient.values[source], 'It was used in several places: what comes from all of them counts.');
    }
    if (term.sources?.[element].length > 1) add('mean for sum', part / term.sources[element].length, 'What comes back from several places is added, not averaged.');
    if (term.example?.element === element && term.sources[element].length > 1) {
      const factors = arrays[term.example.factors].values;
      term.sources[element].forEach((source, i) => add('not summed', factors[i] * gradient.values[source], 'It was used in several places: what comes from all of them counts.'));
    }
    if (product.size > gradient.size && gradient.size === 1) add('mean forgotten', gradient.values[0], `It is one of ${product.size} elements: what does each of them count?`);
    if (node.operation !== 'Mean') {
      for (const mean of nodes.filter(one => one.operation === 'Mean' && one.backward >= 0 && one.backward < step)) {
        const count = valueOf(nodes[mean.inputs[0]]).size / valueOf(mean).size;
        candidates.push(['batch mean forgotten', right * count, `${mean.label} is a mean of ${count}: what does each of them count?`]);
      }
    }
    return candidates.filter(([, value]) => Number.isFinite(value) && !isClose(value, right));
  }

  // The slope that the formula has where a or y is taken for the other: 1 - z² for 1 - h².
  function wrongSlope(node, argument, element) {
    const term = formulaOf(node).slopes?.[argument];
    if (term === undefined || node.inputs.length !== 1 || !isAlike(node)) return NaN;
    const { a, y } = numbersOf(node, element);
    return evaluate(term, { a: y, y: a });
  }

  function evaluate(term, names) {
    if (typeof term === 'number') return term;
    if (typeof term === 'string') return names[term];
    const [sign, ...inner] = term;
    const [x, y] = inner.map(one => evaluate(one, names));
    return { '+': x + y, '-': y === undefined ? -x : x - y, '*': x * y, '/': x / y, '^': x ** y, exp: Math.exp(x), log: Math.log(x), sqrt: Math.sqrt(x),
      max: Math.max(x, y), min: Math.min(x, y), abs: Math.abs(x), sin: Math.sin(x), cos: Math.cos(x), tanh: Math.tanh(x), sigmoid: 1 / (1 + Math.exp(-x)) }[sign] ?? NaN;
  }

  const isClose = (typed, right) => Number.isFinite(typed) && Math.abs(typed - right) <= 0.002 * Math.abs(right) + (right === 0 ? 1e-12 : 0);
  // Right if within 0.2 %, or the right number rounded to the digits that were typed, at least two of them.
  function isRight(text, right) {
    const typed = parse(text);
    if (isClose(typed, right)) return true;
    const digits = text.replace(/e.*$/i, '').replace(/[^\d]/g, '').replace(/^0+/, '').length;
    return digits >= 2 && Number.isFinite(typed) && Number(right.toPrecision(Math.min(digits, 15))) === typed;
  }

  // Leaves come last, in any order: where only they are left, there is nothing to ask.
  const asksNext = () => quizzing && step >= seedStep && step + 1 < steps.length && nodes[steps[step + 1][1]].inputs.length > 0;

  function chooseNext(node) {
    if (!at('which')) return goTo(node);
    const waits = waitsFor(node, step);
    if (steps[step + 1][1] === node.id) {
      go(step + 1);
      at('side').prepend(make('p', { class: 'right', role: 'alert' }, `✓ Right: of the nodes that a gradient has reached ${node.label} is the youngest, so nothing that is still to come uses it.`));
      return undefined;
    }
    at('which-verdict').textContent = `✗ ${node.whyNoGradient ? `${node.label} gets no gradient: ${node.whyNoGradient}`
      : node.backward >= 0 && node.backward <= step ? `${node.label} was visited already.`
      : gradientAt(node, step) === null ? `No gradient has reached ${node.label} yet.`
      : waits.length > 0 ? `${node.label} is not complete: it waits for ${waits.map(one => one.label).join(', ')}.`
      : `${node.label} is complete, but a younger node waits, and the pass takes the youngest first.`}`;
    return undefined;
  }

  const askedOf = ({ node, input, isSum }) => isSum
    ? ['What is the whole gradient of ', input, ' after ', node, ' has given its part'] : ['What does ', node, ' give to ', input];

  const formulaFor = ({ node, argument, input, isSum }) => [`It is ${isSum ? 'what was there plus ' : ''}`, ...ruleWords(node, argument), ': look at ', node, ' and ', input, '.'];

  function askOf(question) {
    const { node, term, input, isSum } = question;
    const product = arrays[isSum ? term.sum : term.product];
    const element = term.example && !isSum ? term.example.element : elementAsked(product);
    const right = product.values[element];
    const field = make('input', { type: 'text', inputmode: 'decimal', id: 'answer', autocomplete: 'off' });
    const verdict = make('p', { role: 'alert' });
    let tries = 0;
    const check = event => {
      event.preventDefault();
      tries++;
      if (isRight(field.value, right)) {
        answered.add(`${moment} ${step}`);
        render();
        at('side').prepend(make('p', { class: 'right', id: 'verdict', role: 'alert' }, `✓ Right: ${exact(right)}. ${plain(captionOf(step))}`));
        return;
      }
      const typed = parse(field.value);
      if (Number.isNaN(typed)) tries--;
      const kinds = mistakes(question, element).filter(([, value]) => isRight(field.value, value));
      const names = [...new Set(kinds.map(([kind]) => kind))].join(', or ');
      verdict.className = 'mistake';
      verdict.id = 'verdict';
      verdict.textContent = Number.isNaN(typed) ? '✗ Type a number.'
        : `✗ ${names ? `Not quite: ${names}. ` : 'No. '}${kinds[0]?.[2] ?? ''}${tries > 1 ? ` ${plain(formulaFor(question))}` : ''}`;
      if (tries > 2) giveUp.hidden = false;
    };
    const giveUp = make('button', { type: 'button', hidden: '', on: { click: () => { answered.add(`${moment} ${step}`); render(); } } }, 'Show it');
    const form = make('form', { class: 'question', on: { submit: check } },
      make('label', { for: 'answer' }, ...sentence([...askedOf(question), isScalar(product) ? '?' : ` in the place ${indexOf(product, element)}?`])),
      make('p', {}, field, make('button', { type: 'submit' }, 'Check'), giveUp), verdict);
    const parts = [heading(node, ` = ${node.operation}`), form, small('gradient of ', node), show(arrays[node.gradient], 'gradient', { label: `gradient of ${node.label}` }),
      small('value of ', node), show(valueOf(node), 'value', { label: node.label })];
    if (isSum) parts.push(small('sum at ', input, ' before this step'), termTable(input, given(input, step - 1)));
    for (const id of new Set(node.inputs)) parts.push(small('value of ', nodes[id]), show(valueOf(nodes[id]), 'value', { label: nodes[id].label }));
    return parts;
  }

  // ---- The step ------------------------------------------------------------------------------------------------------------------

  let step = 0;
  let moment = 0;
  let rover = 0;
  let player = null;
  let liveTimer = null;

  function isIn(id, view) {
    let inner = nodes[id].view;
    while (inner > view) inner = views[inner].parent;
    return inner === view;
  }

  function render() {
    const [pass, id] = steps[step];
    let view = shown;
    while (view > 0 && !isIn(id, view)) view = views[view].parent;
    if (view !== shown) setView(view);
    const question = questionAt(step);
    const caption = question
      ? [...askedOf(question), '? Work it out before you look.'] : captionHere(step);
    at('caption').replaceChildren(...sentence(caption));
    at('caption').removeAttribute('tabindex');
    if (at('caption').scrollHeight > at('caption').clientHeight + 1) at('caption').tabIndex = 0;
    at('pass').textContent = pass === 'f' ? 'forward' : 'backward';
    at('pass').className = pass === 'f' ? 'f' : 'b';
    at('slider').value = step;
    at('slider').setAttribute('aria-valuetext', plain(caption));
    at('count').textContent = `${step + 1} / ${steps.length}`;
    if (isTraining) {
      const loss = valueOf(nodes[output]).values[0];
      const when = `step ${moments[moment].trainingStep}: ${nodes[output].label} ${format(loss)}`;
      at('moment').value = moment;
      at('moment').setAttribute('aria-valuetext', when);
      at('when').textContent = when;
    }
    const box = boxAt(step);
    const open = box && make('button', { type: 'button', class: 'link', on: { click: () => openView(box.view) } }, 'open ', bdi(views[box.view].name));
    at('side').replaceChildren(...(open ? [open] : []), ...(question ? askOf(question) : sideOf()));
    if (asksNext() && !question) at('side').append(make('div', { class: 'question', id: 'which' }, make('p', {}, 'Which node does the pass visit next? Choose it in the graph.'),
      make('p', { class: 'mistake', id: 'which-verdict', role: 'alert' })));
    at('side').scrollTop = 0;
    document.body.dataset.step = step;
    fill();
    reveal(nodes[id]);
    if (at('all').open) fillTable();
    clearTimeout(liveTimer);

    // What was said of a step before the quiz asked about it is an answer.
    if (question) at('live').textContent = '';
    if (!player) liveTimer = setTimeout(() => { at('live').textContent = plain(caption); }, 250);
  }

  function go(to, keepAddress) {
    step = Math.max(0, Math.min(steps.length - 1, Number.isFinite(to) ? Math.trunc(to) : 0));
    if (!keepAddress) history.replaceState(null, '', `#step=${step + 1}${isTraining ? `&training=${moments[moment].trainingStep}` : ''}`);
    render();
  }

  // All nodes as they were at another moment of training.
  function setMoment(to) {
    const [before, after] = [moments[moment], moments[moment = Math.max(0, Math.min(moments.length - 1, to))]];
    nodes.forEach((node, id) => {
      for (const key of Object.keys(before.nodes[id])) delete node[key];
      Object.assign(node, after.nodes[id]);
    });
  }

  // What is looked at stays in view and open.
  function train(to) {
    const side = at('side');
    const [scrolled, opened] = [side.scrollTop, [...side.querySelectorAll('details')].map(details => details.open)];
    setMoment(to);
    go(step);
    side.querySelectorAll('details').forEach((details, i) => { details.open = opened[i]; });
    side.scrollTop = scrolled;
    const when = at('when').textContent;
    clearTimeout(liveTimer);
    liveTimer = setTimeout(() => { at('live').textContent = when; }, 250);
  }

  // One step on or back; a box that is closed is one step in each pass.
  function stepOn(direction) {
    let to = step;
    const isSame = (x, y) => boxAt(x) !== undefined && boxAt(x) === boxAt(y) && steps[x]?.[0] === steps[y]?.[0];
    if (direction < 0) while (to > 0 && isSame(to, to - 1)) to--;
    to += direction;
    if (direction > 0) while (to + 1 < steps.length && steps[to] && isSame(to, to + 1)) to++;
    go(to);
  }

  const goTo = node => go(step >= seedStep && node.backward >= 0 ? node.backward : node.forward);

  function pause() {
    clearTimeout(player);
    player = null;
    at('play').setAttribute('aria-label', 'Play');
    at('playing').setAttribute('d', 'M5 3l11 7-11 7z');
  }

  function play() {
    if (step === steps.length - 1) go(0);
    at('play').setAttribute('aria-label', 'Pause');
    at('playing').setAttribute('d', 'M5 3h3v14H5zM12 3h3v14h-3z');
    const wait = () => 2500 + 25 * Math.max(0, at('caption').textContent.length - 80);
    const on = () => {
      if (step === steps.length - 1) return pause();
      stepOn(1);
      player = setTimeout(on, wait());
    };
    player = setTimeout(on, wait());
  }

  function rove(unit) {
    const before = rover;
    rover = unit;
    for (const one of [before, unit]) if (cards.has(one)) cards.get(one).setAttribute('tabindex', one === unit ? 0 : -1);
  }

  function focusUnit(at) {
    rove(at);
    const unit = units[at];
    reveal(nodes[unit.ids[0] ?? unit.node]);
    fill();
    cards.get(at).focus();
  }

  function find(text) {
    const wanted = text.trim();
    if (wanted === '') return;
    const node = nodes.find(one => one.label === wanted) ?? nodes.find(one => one.standsFor.some(({ label }) => label === wanted))
      ?? nodes.find(one => one.label.toLowerCase().includes(wanted.toLowerCase()))
      ?? nodes.find(one => one.operation?.toLowerCase() === wanted.toLowerCase());
    if (node) goTo(node);
  }

  function fillTable() {
    const body = make('tbody');
    const number = array => array === null ? make('td', { class: 'number' }) : make('td', { class: 'number', title: [...array.values.slice(0, 64)].map(exact).join(', ') }, short(array));
    for (const node of nodes) {
      const gradient = gradientAt(node, shownStep());
      const why = node.whyNoGradient && step >= seedStep ? make('td', { title: node.whyNoGradient }, 'none') : null;
      body.append(make('tr', {}, make('td', {}, bdi(node.label)), make('td', {}, node.kind === 'operation' ? node.operation : node.kind),
        make('td', {}, shapeText(valueOf(node).shape)), make('td', {}, ...list([...new Set(node.inputs)].map(input => bdi(nodes[input].label)))),
        number(node.forward <= step ? valueOf(node) : null), why ?? number(gradient)));
    }
    const head = make('tr', {}, ...['node', 'operation', 'shape', 'of', 'value', 'gradient'].map(name => make('th', { scope: 'col' }, name)));
    at('table').replaceChildren(make('table', {}, make('thead', {}, head), body));
  }

  // ---- Events --------------------------------------------------------------------------------------------------------------------

  at('title').textContent = film.title;
  document.title = film.title;
  at('slider').max = steps.length - 1;
  for (const name of new Set(nodes.flatMap(node => [node.label, ...node.standsFor.map(one => one.label)]))) at('names').append(make('option', { value: name }));
  at('first').addEventListener('click', () => { pause(); go(0); });
  at('back').addEventListener('click', () => { pause(); stepOn(-1); });
  at('next').addEventListener('click', () => { pause(); stepOn(1); });
  at('last').addEventListener('click', () => { pause(); go(steps.length - 1); });
  at('play').addEventListener('click', () => player ? pause() : play());
  at('slider').addEventListener('input', event => { pause(); go(Number(event.target.value)); });
  at('training').hidden = !isTraining;
  at('moment').max = moments.length - 1;
  at('moment').addEventListener('input', event => { pause(); train(Number(event.target.value)); });
  at('larger').addEventListener('click', () => setZoom(zoom * 1.25));
  at('smaller').addEventListener('click', () => setZoom(zoom / 1.25));
  at('search').addEventListener('change', event => find(event.target.value));
  at('help').addEventListener('click', () => {
    at('helped').hidden = !at('helped').hidden;
    at('help').setAttribute('aria-expanded', String(!at('helped').hidden));
  });
  at('quiz').addEventListener('click', () => {
    quizzing = !quizzing;
    at('quiz').setAttribute('aria-pressed', String(quizzing));
    if (quizzing && step < seedStep) step = seedStep;
    answered.clear();
    render();
  });
  at('all').addEventListener('toggle', () => { if (at('all').open) fillTable(); });
  at('stage').addEventListener('scroll', () => requestAnimationFrame(fill), { passive: true });
  at('stage').addEventListener('wheel', event => {
    if (event.ctrlKey) {
      event.preventDefault();
      setZoom(zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
    }
  }, { passive: false });
  addEventListener('resize', () => {
    fill();
    reveal(nodes[steps[step][1]]);
  });
  addEventListener('hashchange', () => goToAddress());
  document.addEventListener('visibilitychange', () => { if (document.hidden) pause(); });
  const recolor = () => { thumbnails.clear(); render(); };
  dark.addEventListener('change', recolor);
  addEventListener('beforeprint', () => {
    if (quizzing) return recolor();
    at('story').replaceChildren(make('h2', {}, 'The steps'), make('ol', {}, ...steps.slice(0, 400).map((_, i) => make('li', {}, ...sentence(captionOf(i))))));
    recolor();
    return undefined;
  });
  addEventListener('afterprint', () => { at('story').replaceChildren(); recolor(); });

  document.addEventListener('keydown', event => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches?.('input[type=search], input[type=text]')) {
      if (event.key === 'Escape') target.blur();
      return;
    }
    if (event.shiftKey && isTraining && ['ArrowRight', 'ArrowLeft'].includes(event.key)) {
      event.preventDefault();
      pause();
      return train(moment + (event.key === 'ArrowRight' ? 1 : -1));
    }
    const card = target.closest?.('.card');
    if (card && onUnit(event, units[Number(card.dataset.unit)])) return;
    if (target.matches?.('input[type=range]') && event.key !== ' ') return;
    const singles = at('keys').checked;
    const action = {
      ArrowRight: () => stepOn(1), ArrowLeft: () => stepOn(-1), Home: () => go(0), End: () => go(steps.length - 1),
      ' ': singles && !target.matches?.('button, summary, input') ? () => player ? pause() : play() : null,
      '/': singles ? () => at('search').focus() : null,
      '+': singles ? () => setZoom(zoom * 1.25) : null,
      '-': singles ? () => setZoom(zoom / 1.25) : null,
    }[event.key];
    if (action) {
      event.preventDefault();
      if (event.key !== ' ') pause();
      action();
    }
  });

  function onUnit(event, unit) {
    const [before, after] = [arcs.find(arc => arc.to === unit.at), arcs.find(arc => arc.from === unit.at)];
    const open = () => unit.node === undefined ? openView(unit.view) : chooseNext(nodes[unit.node]);
    const action = {
      ArrowLeft: () => before && focusUnit(before.from),
      ArrowRight: () => after && focusUnit(after.to),
      ArrowUp: () => focusUnit(beside(unit, -1)),
      ArrowDown: () => focusUnit(beside(unit, 1)),
      Enter: open,
      ' ': open,
      Escape: () => at('next').focus(),
    }[event.key];
    if (!action) return false;
    event.preventDefault();
    action();
    return true;
  }

  function beside(unit, direction) {
    const column = units.filter(one => one.layer === unit.layer).sort((x, y) => x.y - y.y);
    return (column[column.indexOf(unit) + direction] ?? unit).at;
  }

  // A graph that is seen as a whole has its values at first; one that is not begins at its first node.
  const firstStep = () => fitting() < LEAST_ZOOM ? 0 : Math.max(0, seedStep - 1);

  function goToAddress() {
    const wanted = location.hash.match(/^#step=(-?\d+)(?:&training=(\d+))?$/);
    if (wanted?.[2]) setMoment(moments.findLastIndex(one => one.trainingStep <= Number(wanted[2])));
    go(wanted ? Number(wanted[1]) - 1 : firstStep(), true);
  }

  setView(0);
  rover = unitOf(output);
  goToAddress();
  isFirst = false;
})();
