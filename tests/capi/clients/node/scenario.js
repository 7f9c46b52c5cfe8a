// The scenario that every host language runs, through koffi.
// usage: node scenario.js LIBRARY FOLDER-OF-THE-SCENARIO
'use strict';
const fs = require('fs');
const path = require('path');
const koffi = require('koffi');

const [library, folder] = process.argv.slice(2);
const lib = koffi.load(library);
const NOW = 1772443200000000n; // 2026-03-02T09:20:00Z
const NO_TIME = -(2n ** 63n);
const KIND = { boolean: 1, integer: 2, money: 4, percent: 5, datetime: 14, list: 19 };

const texts = (...names) => Object.assign({}, ...names.map((n) => ({ [n]: 'const char *', [n + '_size']: 'size_t' })));
const Diagnostic = koffi.struct('pointsman_diagnostic', {
  struct_size: 'size_t', severity: 'int32_t', line: 'uint32_t', column: 'uint32_t', end_line: 'uint32_t',
  end_column: 'uint32_t', reserved: 'uint32_t', ...texts('code', 'message', 'source', 'label', 'help'),
});
const Attribute = koffi.struct('pointsman_attribute', {
  struct_size: 'size_t', id: 'uint64_t', kind: 'int32_t', item_kind: 'int32_t', is_required: 'int32_t',
  is_private: 'int32_t', ...texts('name', 'column'),
});
const Request = koffi.struct('pointsman_request', {
  struct_size: 'size_t', now: 'int64_t', since: 'int64_t', ...texts('route'), exclude: 'void *',
  exclude_sizes: 'void *', exclude_count: 'size_t', attempt: 'uint32_t', flags: 'uint32_t',
});
const Decision = koffi.struct('pointsman_decision', {
  struct_size: 'size_t', outcome: 'int32_t', link: 'int32_t',
  ...texts('rep', 'team', 'queue', 'route', 'rule', 'reason', 'sla'),
  sla_due: 'int64_t', retry_at: 'int64_t', decided_at: 'int64_t', version: 'uint64_t',
});
const Score = koffi.struct('pointsman_score', {
  struct_size: 'size_t', ten_thousandths: 'int64_t', version: 'void *', version_size: 'size_t', reason: 'void *',
  reason_size: 'size_t',
});
const Observed = koffi.struct('pointsman_observed', {
  struct_size: 'size_t', outcome: 'int32_t', link: 'int32_t', tried: 'uint32_t', skipped: 'uint32_t',
  ...texts('route', 'rule', 'team', 'queue', 'rep'),
});
const Scorer = koffi.proto('int32_t pointsman_scorer(void *data, void *view, pointsman_score *score)');
const Observer = koffi.proto('void pointsman_observer(void *data, pointsman_observed *seen)');
const Destroy = koffi.proto('void pointsman_destroy(void *data)');

const OUT = '_Out_ void **';
const TEXT = ['const char *', 'size_t'];
const LENT = [OUT, '_Out_ size_t *'];
const signatures = {
  ruleset_compile: [...TEXT, ...TEXT, OUT],
  ruleset_fingerprint: ['void *', ...LENT],
  ruleset_name: ['void *', 'int32_t', 'size_t', ...LENT],
  ruleset_attribute: ['void *', 'size_t', '_Inout_ pointsman_attribute *'],
  ruleset_attribute_find: ['void *', ...TEXT, '_Out_ uint64_t *'],
  error_diagnostic: ['void *', 'size_t', '_Inout_ pointsman_diagnostic *'],
  error_place: ['void *', ...LENT, '_Out_ uint32_t *', '_Out_ uint32_t *'],
  text_new: [OUT],
  text_get: ['void *', ...LENT],
  lead_new: ['void *', OUT],
  lead_set_text: ['void *', 'uint64_t', ...TEXT],
  lead_set_texts: ['void *', 'uint64_t', 'const char **', 'size_t *', 'size_t'],
  lead_set_integer: ['void *', 'uint64_t', 'int64_t'],
  lead_set_decimal: ['void *', 'uint64_t', 'int64_t'],
  lead_set_boolean: ['void *', 'uint64_t', 'int32_t'],
  lead_set_time: ['void *', 'uint64_t', 'int64_t'],
  lead_view_integer: ['void *', 'uint64_t', '_Out_ int64_t *'],
  snapshot_read: ['void *', ...TEXT, OUT],
  snapshot_clone: ['void *', OUT],
  snapshot_write: ['void *', 'void *'],
  snapshot_apply: ['void *', 'void *'],
  snapshot_apply_json: ['void *', ...TEXT],
  snapshot_set_open: ['void *', ...TEXT, ...TEXT, 'int64_t'],
  snapshot_set_paused: ['void *', ...TEXT, 'int32_t'],
  context_new: ['void *', OUT],
  context_set_scorer: ['void *', ...TEXT, koffi.pointer(Scorer), 'void *', koffi.pointer(Destroy)],
  context_set_observer: ['void *', koffi.pointer(Observer), 'void *', koffi.pointer(Destroy)],
  context_assignment: ['void *', 'size_t', OUT],
  assignment_clone: ['void *', OUT],
  assignment_json: ['void *', 'void *'],
  route: ['void *', 'void *', 'void *', 'pointsman_request *', '_Inout_ pointsman_decision *'],
  route_batch: ['void *', 'void *', 'void **', 'size_t', 'pointsman_request *', 'void *', 'size_t'],
  route_json: ['void *', 'void *', ...TEXT, 'int64_t', 'void *'],
  route_lines: ['void *', 'void *', ...TEXT, 'int64_t', 'void *'],
  explain: ['void *', 'void *', 'void *', 'pointsman_request *', 'int32_t', 'void *'],
};
const functions = {};
for (const [name, takes] of Object.entries(signatures))
  functions[name] = lib.func('pointsman_' + name, 'int32_t', [...takes, OUT]);
const version = lib.func('const char *pointsman_version()');
const abiVersion = lib.func('int32_t pointsman_abi_version()');
const outcomeName = lib.func('const char *pointsman_outcome_name(int32_t)');
const errorMessage = lib.func('const char *pointsman_error_message(void *, void *)');
const diagnosticCount = lib.func('size_t pointsman_error_diagnostic_count(void *)');
const nameCount = lib.func('size_t pointsman_ruleset_name_count(void *, int32_t)');
const attributeCount = lib.func('size_t pointsman_ruleset_attribute_count(void *)');
const snapshotVersion = lib.func('uint64_t pointsman_snapshot_version(void *)');
const free = {};
for (const name of ['error', 'text', 'ruleset', 'lead', 'snapshot', 'context', 'assignment'])
  free[name] = lib.func(`void pointsman_${name}_free(void *)`);

const out = (line) => fs.writeSync(1, line + '\n');
const size = (text) => Buffer.byteLength(text);
const file = (name) => fs.readFileSync(path.join(folder, name), 'utf8');

// A call that may fail: the status, and the error that the caller frees.
function tried(name, ...parameters) {
  const error = [null];
  return [functions[name](...parameters, error), error[0]];
}

function call(name, ...parameters) {
  const [status, error] = tried(name, ...parameters);
  if (status !== 0) throw new Error(`${name}: status ${status}: ${errorMessage(error, null)}`);
}

function made(name, ...parameters) {
  const place = [null];
  call(name, ...parameters, place);
  return place[0];
}

function lent(name, ...parameters) {
  const data = [null], length = [0];
  call(name, ...parameters, data, length);
  return koffi.decode(data[0], 'char', Number(length[0]));
}

function find(rules, name) {
  const id = [0];
  call('ruleset_attribute_find', rules, name, size(name), id);
  return id[0];
}

const request = (more = {}) => ({
  struct_size: koffi.sizeof(Request), now: NOW, since: NO_TIME, route: null, route_size: 0, exclude: null,
  exclude_sizes: null, exclude_count: 0, attempt: 0, flags: 0, ...more,
});

function route(context, state, lead) {
  const decision = { struct_size: koffi.sizeof(Decision) };
  call('route', context, state, lead, request(), decision);
  return decision;
}

function jsonOf(assignment) {
  call('assignment_json', assignment, buffer);
  return lent('text_get', buffer);
}

const answer = (context, index = 0) => made('context_assignment', context, index);

function attributes(rules) {
  return Array.from({ length: Number(attributeCount(rules)) }, (_, index) => {
    const one = { struct_size: koffi.sizeof(Attribute) };
    call('ruleset_attribute', rules, index, one);
    return one;
  });
}

function place(error) {
  const data = [null], length = [0], line = [0], column = [0];
  call('error_place', error, data, length, line, column);
  return [line[0], column[0]];
}

function mistakes() {
  out('== three mistakes');
  const text = file('broken.route'), rules = [null];
  const [status, error] = tried('ruleset_compile', 'broken.route', 12, text, size(text), rules);
  out(`status ${status}, ruleset ${rules[0] ? 'there' : 'none'}`);
  for (let index = 0; index < diagnosticCount(error); index++) {
    const one = { struct_size: koffi.sizeof(Diagnostic) };
    call('error_diagnostic', error, index, one);
    out(`${one.source}:${one.line}:${one.column}-${one.end_column}: ${one.code} ${one.message}`);
  }
  out('first at ' + place(error).join(':'));
  free.error(error);
}

function describe(rules) {
  out('== the policy');
  out(lent('ruleset_fingerprint', rules));
  ['route', 'scorer'].forEach((word, of) => {
    for (let index = 0; index < nameCount(rules, of); index++) out(`${word} ${lent('ruleset_name', rules, of, index)}`);
  });
  for (const one of attributes(rules))
    out(`${one.name}: kind ${one.kind}, items ${one.item_kind}, required ${one.is_required}, ` +
      `private ${one.is_private}, column ${one.column ?? 'none'}`);
}

function fill(rules) {
  const known = attributes(rules);
  return file('leads.txt').trimEnd().split('\n').slice(1).map((row) => {
    const lead = made('lead_new', rules);
    row.split('|').forEach((cell, index) => {
      const { id, kind } = known[index];
      if (cell === '') return;
      if (kind === KIND.integer) call('lead_set_integer', lead, id, BigInt(cell));
      else if (kind === KIND.money || kind === KIND.percent) call('lead_set_decimal', lead, id, BigInt(cell));
      else if (kind === KIND.boolean) call('lead_set_boolean', lead, id, Number(cell));
      else if (kind === KIND.datetime) call('lead_set_time', lead, id, BigInt(cell));
      else if (kind === KIND.list) {
        const items = cell.split(';');
        call('lead_set_texts', lead, id, items, items.map(size), items.length);
      } else call('lead_set_text', lead, id, cell, size(cell));
    });
    return lead;
  });
}

function sixLeads(context, state, leads) {
  out('== six leads, typed and as JSON');
  const lines = file('leads.jsonl').split('\n');
  leads.forEach((lead, index) => {
    const decision = route(context, state, lead);
    out(`${outcomeName(decision.outcome)} ${decision.rep ?? '-'} ${decision.rule ?? '-'}, due ${decision.sla_due}`);
    const typed = jsonOf(answer(context));
    out(typed);
    call('route_json', context, state, lines[index], size(lines[index]), NOW, buffer);
    out(`the same from JSON: ${typed === lent('text_get', buffer) ? 'yes' : 'no'}`);
  });
}

function fillsUp(context, state, lead) {
  out('== anna fills up, then ben; a pause; an end of work');
  for (let turn = 0; turn < 10; turn++) {
    if (turn === 6 || turn === 8) call('snapshot_set_open', state, 'anna', 4, 'lead', 4, 1);
    if (turn >= 8) call('snapshot_set_paused', state, 'anna', 4, turn === 8 ? 1 : 0);
    const decision = route(context, state, lead);
    out(`version ${snapshotVersion(state)}: ${decision.rep ?? decision.queue}`);
    call('snapshot_apply', state, answer(context));
  }
}

function stale(context, state, lead) {
  out('== a stale decision is refused');
  route(context, state, lead);
  const kept = made('assignment_clone', answer(context));
  call('snapshot_apply', state, kept);
  let [status, error] = tried('snapshot_apply', state, kept);
  out(`status ${status}: ${errorMessage(error, null)}`);
  free.error(error);
  const json = jsonOf(kept);
  [status, error] = tried('snapshot_apply_json', state, json, size(json));
  free.error(error);
  out(`status ${status}, version ${snapshotVersion(state)}`);
  free.assignment(kept);
}

function reversed(rules, state, leads) {
  out('== a scorer reverses the order');
  const employees = find(rules, 'employees');
  const counts = { asked: 0, destroyed: 0, observed: 0 };
  const smallestFirst = koffi.register((data, view, score) => {
    counts.asked++;
    const value = [0], error = [null];
    const status = functions.lead_view_integer(view, employees, value, error);
    free.error(error[0]);
    if (status !== 0) return 10;
    koffi.encode(score, koffi.offsetof(Score, 'ten_thousandths'), 'int64_t', BigInt(value[0]) * -10000n);
    return 0;
  }, koffi.pointer(Scorer));
  const observe = koffi.register((data, seen) => {
    counts.observed += koffi.decode(seen, Observed).rep !== null;
  }, koffi.pointer(Observer));
  const destroy = koffi.register(() => { counts.destroyed++; }, koffi.pointer(Destroy));
  for (const withScorer of [false, true]) {
    const context = made('context_new', rules), copy = made('snapshot_clone', state);
    if (withScorer) {
      call('context_set_scorer', context, 'warmth', 6, smallestFirst, null, destroy);
      call('context_set_observer', context, observe, null, destroy);
    }
    const decisions = routeBatch(context, copy, leads, request({ route: 'ranked', route_size: 6 }));
    out(decisions.map((decision) => decision.rep ?? decision.queue).join(', '));
    free.context(context);
    free.snapshot(copy);
  }
  out(`asked ${counts.asked} times, destroyed ${counts.destroyed}, observed ${counts.observed} with a rep`);
}

function routeBatch(context, state, leads, asked) {
  const bytes = koffi.sizeof(Decision);
  const memory = Buffer.alloc(bytes * leads.length);
  call('route_batch', context, state, leads, leads.length, asked, memory, bytes);
  return leads.map((_, index) => koffi.decode(memory, index * bytes, Decision));
}

function explained(context, state, lead) {
  out('== explained');
  for (const form of [0, 1]) {
    call('explain', context, state, lead, request(), form, buffer);
    out(lent('text_get', buffer).replace(/\n$/, ''));
  }
}

function batch(rules, context, state) {
  out('== a batch of 1,000');
  const [id, country, employees, created] = ['id', 'country', 'employees', 'created'].map((name) => find(rules, name));
  const countries = ['DE', 'FR', 'AT', 'US', 'PL', 'CH', 'GB'];
  const leads = Array.from({ length: 1000 }, (_, i) => {
    const lead = made('lead_new', rules);
    call('lead_set_text', lead, id, `B${i}`, `B${i}`.length);
    call('lead_set_text', lead, country, countries[i % 7], 2);
    call('lead_set_integer', lead, employees, (i * 37) % 5000 + 1);
    call('lead_set_time', lead, created, NOW - BigInt(i) * 1000000n);
    return lead;
  });
  const together = made('snapshot_clone', state), single = made('snapshot_clone', state);
  const alone = made('context_new', rules);
  const decisions = routeBatch(context, together, leads, request());
  let equal = 0, bytes = 0, low = 1, high = 0;
  leads.forEach((lead, i) => {
    const decision = route(alone, single, lead);
    call('snapshot_apply', single, answer(alone));
    const json = jsonOf(answer(context, i));
    equal += json === jsonOf(answer(alone)) && decision.outcome === decisions[i].outcome;
    for (const byte of Buffer.from(json)) {
      bytes++;
      low = (low + byte) % 65521;
      high = (high + low) % 65521;
    }
  });
  out(`${equal} of 1000 equal singles; ${bytes} bytes, sum ${low} ${high}`);
  call('snapshot_write', together, buffer);
  out(lent('text_get', buffer));
  [together, single].forEach(free.snapshot);
  leads.forEach((lead) => free.lead(lead));
  free.context(alone);
}

function lines(context, state) {
  out('== JSON Lines');
  const text = file('leads.jsonl');
  call('route_lines', context, state, text, size(text), NOW, buffer);
  out(lent('text_get', buffer).replace(/\n$/, ''));
  const bad = '{"id":"L7"}\n\n{"id":';
  const [status, error] = tried('route_lines', context, state, bad, size(bad), NOW, buffer);
  out(`status ${status} on line ${place(error)[0]}: ${errorMessage(error, null)}`);
  free.error(error);
}

const buffer = made('text_new');
out(`pointsman ${version()}, interface ${abiVersion()}`);
mistakes();
const policy = file('inbound.route'), people = file('snapshot.json');
const rules = made('ruleset_compile', 'inbound.route', 13, policy, size(policy));
const state = made('snapshot_read', rules, people, size(people));
const context = made('context_new', rules);
describe(rules);
const leads = fill(rules);
sixLeads(context, state, leads);
for (const part of [fillsUp, stale]) {
  const copy = made('snapshot_clone', state);
  part(context, copy, leads[0]);
  free.snapshot(copy);
}
reversed(rules, state, leads);
explained(context, state, leads[0]);
batch(rules, context, state);
lines(context, state);
free.ruleset(rules);
free.snapshot(state);
leads.forEach((lead) => free.lead(lead));
free.context(context);
free.text(buffer);
