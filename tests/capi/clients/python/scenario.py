"""The scenario that every host language runs, through ctypes: no build step.

usage: scenario.py LIBRARY FOLDER-OF-THE-SCENARIO
"""

import ctypes as c
import pathlib
import sys

NOW = 1772443200000000  # 2026-03-02T09:20:00Z
NO_TIME = -(2**63)
KIND_BOOLEAN, KIND_INTEGER, KIND_MONEY, KIND_PERCENT, KIND_DATETIME, KIND_LIST = 1, 2, 4, 5, 14, 19

lib = c.CDLL(sys.argv[1])
folder = pathlib.Path(sys.argv[2])


class Diagnostic(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("severity", c.c_int32)]
    _fields_ += [(name, c.c_uint32) for name in ("line", "column", "end_line", "end_column", "reserved")]
    for _name in ("code", "message", "source", "label", "help"):
        _fields_ += [(_name, c.c_char_p), (_name + "_size", c.c_size_t)]


class Attribute(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("id", c.c_uint64)]
    _fields_ += [(name, c.c_int32) for name in ("kind", "item_kind", "is_required", "is_private")]
    for _name in ("name", "column"):
        _fields_ += [(_name, c.c_char_p), (_name + "_size", c.c_size_t)]


class Request(c.Structure):
    _fields_ = [
        ("struct_size", c.c_size_t),
        ("now", c.c_int64),
        ("since", c.c_int64),
        ("route", c.c_char_p),
        ("route_size", c.c_size_t),
        ("exclude", c.c_void_p),
        ("exclude_sizes", c.c_void_p),
        ("exclude_count", c.c_size_t),
        ("attempt", c.c_uint32),
        ("flags", c.c_uint32),
    ]


class Decision(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("outcome", c.c_int32), ("link", c.c_int32)]
    for _name in ("rep", "team", "queue", "route", "rule", "reason", "sla"):
        _fields_ += [(_name, c.c_char_p), (_name + "_size", c.c_size_t)]
    _fields_ += [(_name, c.c_int64) for _name in ("sla_due", "retry_at", "decided_at")]
    _fields_ += [("version", c.c_uint64)]


class Score(c.Structure):
    _fields_ = [
        ("struct_size", c.c_size_t),
        ("ten_thousandths", c.c_int64),
        ("version", c.c_char_p),
        ("version_size", c.c_size_t),
        ("reason", c.c_char_p),
        ("reason_size", c.c_size_t),
    ]


class Observed(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("outcome", c.c_int32), ("link", c.c_int32)]
    _fields_ += [("tried", c.c_uint32), ("skipped", c.c_uint32)]
    for _name in ("route", "rule", "team", "queue", "rep"):
        _fields_ += [(_name, c.c_char_p), (_name + "_size", c.c_size_t)]


SCORER = c.CFUNCTYPE(c.c_int32, c.c_void_p, c.c_void_p, c.POINTER(Score))
OBSERVER = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(Observed))
DESTROY = c.CFUNCTYPE(None, c.c_void_p)

for name in ("pointsman_version", "pointsman_outcome_name", "pointsman_error_message"):
    getattr(lib, name).restype = c.c_char_p
for name in ("error_diagnostic", "ruleset_name", "ruleset_attribute"):
    getattr(lib, f"pointsman_{name}_count").restype = c.c_size_t
lib.pointsman_snapshot_version.restype = c.c_uint64

P, S, I64, U64 = c.c_void_p, c.c_size_t, c.c_int64, c.c_uint64
TEXT = [c.c_char_p, S]
SIGNATURES = {
    "ruleset_compile": [*TEXT, *TEXT, P],
    "ruleset_fingerprint": [P, P, P],
    "ruleset_name": [P, c.c_int32, S, P, P],
    "ruleset_attribute": [P, S, P],
    "ruleset_attribute_find": [P, *TEXT, P],
    "error_diagnostic": [P, S, P],
    "error_place": [P, P, P, P, P],
    "text_new": [P],
    "text_get": [P, P, P],
    "lead_new": [P, P],
    "lead_set_text": [P, U64, *TEXT],
    "lead_set_texts": [P, U64, P, P, S],
    "lead_set_integer": [P, U64, I64],
    "lead_set_decimal": [P, U64, I64],
    "lead_set_boolean": [P, U64, c.c_int32],
    "lead_set_time": [P, U64, I64],
    "lead_view_integer": [P, U64, P],
    "snapshot_read": [P, *TEXT, P],
    "snapshot_clone": [P, P],
    "snapshot_write": [P, P],
    "snapshot_apply": [P, P],
    "snapshot_apply_json": [P, *TEXT],
    "snapshot_set_open": [P, *TEXT, *TEXT, I64],
    "snapshot_set_paused": [P, *TEXT, c.c_int32],
    "context_new": [P, P],
    "context_set_scorer": [P, *TEXT, SCORER, P, DESTROY],
    "context_set_observer": [P, OBSERVER, P, DESTROY],
    "context_assignment": [P, S, P],
    "assignment_clone": [P, P],
    "assignment_json": [P, P],
    "route": [P, P, P, P, P],
    "route_batch": [P, P, P, S, P, P, S],
    "route_json": [P, P, *TEXT, I64, P],
    "route_lines": [P, P, *TEXT, I64, P],
    "explain": [P, P, P, P, c.c_int32, P],
}
for name, arguments in SIGNATURES.items():
    getattr(lib, "pointsman_" + name).argtypes = [*arguments, P]
lib.pointsman_error_message.argtypes = [P, P]
lib.pointsman_ruleset_name_count.argtypes = [P, c.c_int32]
for name in ("error_diagnostic_count", "ruleset_attribute_count", "snapshot_version"):
    getattr(lib, "pointsman_" + name).argtypes = [P]
for name in ("error", "ruleset", "lead", "snapshot", "context", "assignment", "text"):
    getattr(lib, f"pointsman_{name}_free").argtypes = [P]


def out(line=b"", end=b"\n"):
    line = line.encode() if isinstance(line, str) else line
    sys.stdout.buffer.write(line + end)


def tried(name, *arguments):
    """A call that may fail: the status, and the error that the caller frees."""
    error = P()
    return getattr(lib, "pointsman_" + name)(*arguments, c.byref(error)), error


def call(name, *arguments):
    status, error = tried(name, *arguments)
    if status:
        sys.exit(f"{name}: status {status}: {lib.pointsman_error_message(error, None).decode()}")


def made(name, *arguments):
    """The object that a call gives."""
    place = P()
    call(name, *arguments, c.byref(place))
    return place


def lent(name, *arguments):
    """The text that a call lends."""
    data, size = P(), S()
    call(name, *arguments, c.byref(data), c.byref(size))
    return c.string_at(data, size.value)


def found(ruleset, name):
    place = U64()
    call("ruleset_attribute_find", ruleset, name, len(name), c.byref(place))
    return place.value


def struct(kind, **fields):
    return kind(struct_size=c.sizeof(kind), **fields)


def request(**fields):
    return struct(Request, now=NOW, since=NO_TIME, **fields)


def json_of(assignment):
    call("assignment_json", assignment, buffer)
    return lent("text_get", buffer)


def route(context, snapshot, lead):
    decision = struct(Decision)
    call("route", context, snapshot, lead, c.byref(request()), c.byref(decision))
    return decision


def mistakes():
    out("== three mistakes")
    text = (folder / "broken.route").read_bytes()
    ruleset = P()
    status, error = tried("ruleset_compile", b"broken.route", 12, text, len(text), c.byref(ruleset))
    out(f"status {status}, ruleset {'there' if ruleset else 'none'}")
    for index in range(lib.pointsman_error_diagnostic_count(error)):
        one = struct(Diagnostic)
        call("error_diagnostic", error, index, c.byref(one))
        out(f"{one.source.decode()}:{one.line}:{one.column}-{one.end_column}: ", end=b"")
        out(one.code + b" " + one.message)
    path, size, line, column = P(), S(), c.c_uint32(), c.c_uint32()
    call("error_place", error, c.byref(path), c.byref(size), c.byref(line), c.byref(column))
    out(f"first at {line.value}:{column.value}")
    lib.pointsman_error_free(error)


def attributes(ruleset):
    for index in range(lib.pointsman_ruleset_attribute_count(ruleset)):
        one = struct(Attribute)
        call("ruleset_attribute", ruleset, index, c.byref(one))
        yield one


def describe(ruleset):
    out("== the policy")
    out(lent("ruleset_fingerprint", ruleset))
    for of, word in enumerate((b"route ", b"scorer ")):
        for index in range(lib.pointsman_ruleset_name_count(ruleset, of)):
            out(word + lent("ruleset_name", ruleset, of, index))
    for one in attributes(ruleset):
        out(one.name + f": kind {one.kind}, items {one.item_kind}, required {one.is_required}, ".encode(), end=b"")
        out(f"private {one.is_private}, column ".encode() + (one.column or b"none"))


def fill(ruleset):
    known, leads = list(attributes(ruleset)), []
    for row in (folder / "leads.txt").read_bytes().splitlines()[1:]:
        lead = made("lead_new", ruleset)
        for one, cell in zip(known, row.split(b"|")):
            if not cell:
                continue
            if one.kind == KIND_INTEGER:
                call("lead_set_integer", lead, one.id, int(cell))
            elif one.kind in (KIND_MONEY, KIND_PERCENT):
                call("lead_set_decimal", lead, one.id, int(cell))
            elif one.kind == KIND_BOOLEAN:
                call("lead_set_boolean", lead, one.id, int(cell))
            elif one.kind == KIND_DATETIME:
                call("lead_set_time", lead, one.id, int(cell))
            elif one.kind == KIND_LIST:
                items = cell.split(b";")
                data = (c.c_char_p * len(items))(*items)
                sizes = (S * len(items))(*map(len, items))
                call("lead_set_texts", lead, one.id, data, sizes, len(items))
            else:
                call("lead_set_text", lead, one.id, cell, len(cell))
        leads.append(lead)
    return leads


def six_leads(context, snapshot, leads):
    out("== six leads, typed and as JSON")
    for lead, line in zip(leads, (folder / "leads.jsonl").read_bytes().splitlines()):
        decision = route(context, snapshot, lead)
        out(lib.pointsman_outcome_name(decision.outcome) + b" " + (decision.rep or b"-"), end=b" ")
        out((decision.rule or b"-") + f", due {decision.sla_due}".encode())
        typed = json_of(made("context_assignment", context, 0))
        out(typed)
        call("route_json", context, snapshot, line, len(line), NOW, buffer)
        out(f"the same from JSON: {'yes' if typed == lent('text_get', buffer) else 'no'}")


def fills_up(context, snapshot, lead):
    out("== anna fills up, then ben; a pause; an end of work")
    for turn in range(10):
        if turn in (6, 8):
            call("snapshot_set_open", snapshot, b"anna", 4, b"lead", 4, 1)
        if turn >= 8:
            call("snapshot_set_paused", snapshot, b"anna", 4, turn == 8)
        decision = route(context, snapshot, lead)
        version = lib.pointsman_snapshot_version(snapshot)
        out(f"version {version}: ".encode() + (decision.rep or decision.queue))
        call("snapshot_apply", snapshot, made("context_assignment", context, 0))


def stale(context, snapshot, lead):
    out("== a stale decision is refused")
    route(context, snapshot, lead)
    kept = made("assignment_clone", made("context_assignment", context, 0))
    call("snapshot_apply", snapshot, kept)
    status, error = tried("snapshot_apply", snapshot, kept)
    out(f"status {status}: {lib.pointsman_error_message(error, None).decode()}")
    lib.pointsman_error_free(error)
    json = json_of(kept)
    status = lib.pointsman_snapshot_apply_json(snapshot, json, len(json), None)
    out(f"status {status}, version {lib.pointsman_snapshot_version(snapshot)}")
    lib.pointsman_assignment_free(kept)


def reversed_order(ruleset, snapshot, leads):
    out("== a scorer reverses the order")
    employees = found(ruleset, b"employees")
    counts = {"calls": 0, "destroyed": 0, "observed": 0}

    @SCORER
    def smallest_first(_, view, score):
        counts["calls"] += 1
        value = I64()
        if lib.pointsman_lead_view_integer(view, employees, c.byref(value), None):
            return 10
        score.contents.ten_thousandths = -value.value * 10000
        score.contents.version, score.contents.version_size = b"v1", 2
        return 0

    @OBSERVER
    def count_observed(_, observed):
        counts["observed"] += observed.contents.rep is not None

    @DESTROY
    def count_destroyed(_):
        counts["destroyed"] += 1

    for with_scorer in (False, True):
        context, copy = made("context_new", ruleset), made("snapshot_clone", snapshot)
        if with_scorer:
            call("context_set_scorer", context, b"warmth", 6, smallest_first, None, count_destroyed)
            call("context_set_observer", context, count_observed, None, count_destroyed)
        decisions = (Decision * len(leads))()
        asked = request(route=b"ranked", route_size=6)
        array = (P * len(leads))(*leads)
        size = c.sizeof(Decision)
        call("route_batch", context, copy, array, len(leads), c.byref(asked), decisions, size)
        out(b", ".join(decision.rep or decision.queue for decision in decisions))
        lib.pointsman_context_free(context)
        lib.pointsman_snapshot_free(copy)
    out("asked {calls} times, destroyed {destroyed}, observed {observed} with a rep".format(**counts))


def explained(context, snapshot, lead):
    out("== explained")
    for form, end in ((0, b""), (1, b"\n")):
        call("explain", context, snapshot, lead, c.byref(request()), form, buffer)
        out(lent("text_get", buffer), end=end)


def batch(ruleset, context, snapshot):
    out("== a batch of 1,000")
    names = [found(ruleset, name) for name in (b"id", b"country", b"employees", b"created")]
    leads = []
    for i in range(1000):
        lead = made("lead_new", ruleset)
        name = b"B%d" % i
        call("lead_set_text", lead, names[0], name, len(name))
        call("lead_set_text", lead, names[1], (b"DE", b"FR", b"AT", b"US", b"PL", b"CH", b"GB")[i % 7], 2)
        call("lead_set_integer", lead, names[2], i * 37 % 5000 + 1)
        call("lead_set_time", lead, names[3], NOW - i * 1000000)
        leads.append(lead)
    together, single = made("snapshot_clone", snapshot), made("snapshot_clone", snapshot)
    alone = made("context_new", ruleset)
    array, decisions = (P * 1000)(*leads), (Decision * 1000)()
    call("route_batch", context, together, array, 1000, c.byref(request()), decisions, c.sizeof(Decision))
    equal, size, low, high = 0, 0, 1, 0
    for i, lead in enumerate(leads):
        decision = route(alone, single, lead)
        answer = made("context_assignment", alone, 0)
        call("snapshot_apply", single, answer)
        json = json_of(made("context_assignment", context, i))
        equal += json == json_of(answer) and decision.outcome == decisions[i].outcome
        size += len(json)
        for byte in json:
            low = (low + byte) % 65521
            high = (high + low) % 65521
    out(f"{equal} of 1000 equal singles; {size} bytes, sum {low} {high}")
    call("snapshot_write", together, buffer)
    out(lent("text_get", buffer))
    for one in (together, single):
        lib.pointsman_snapshot_free(one)
    for lead in leads:
        lib.pointsman_lead_free(lead)
    lib.pointsman_context_free(alone)


def lines(context, snapshot):
    out("== JSON Lines")
    text = (folder / "leads.jsonl").read_bytes()
    call("route_lines", context, snapshot, text, len(text), NOW, buffer)
    out(lent("text_get", buffer), end=b"")
    bad = b'{"id":"L7"}\n\n{"id":'
    status, error = tried("route_lines", context, snapshot, bad, len(bad), NOW, buffer)
    path, size, line, column = P(), S(), c.c_uint32(), c.c_uint32()
    call("error_place", error, c.byref(path), c.byref(size), c.byref(line), c.byref(column))
    out(f"status {status} on line {line.value}: {lib.pointsman_error_message(error, None).decode()}")
    lib.pointsman_error_free(error)


buffer = made("text_new")
out(f"pointsman {lib.pointsman_version().decode()}, interface {lib.pointsman_abi_version()}")
mistakes()
policy, state = (folder / "inbound.route").read_bytes(), (folder / "snapshot.json").read_bytes()
rules = made("ruleset_compile", b"inbound.route", 13, policy, len(policy))
people = made("snapshot_read", rules, state, len(state))
here = made("context_new", rules)
describe(rules)
six = fill(rules)
six_leads(here, people, six)
for part in (fills_up, stale):
    scratch = made("snapshot_clone", people)
    part(here, scratch, six[0])
    lib.pointsman_snapshot_free(scratch)
reversed_order(rules, people, six)
explained(here, people, six[0])
batch(rules, here, people)
lines(here, people)
lib.pointsman_ruleset_free(rules)
lib.pointsman_snapshot_free(people)
for lead in six:
    lib.pointsman_lead_free(lead)
lib.pointsman_context_free(here)
lib.pointsman_text_free(buffer)
