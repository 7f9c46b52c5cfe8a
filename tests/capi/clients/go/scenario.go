// The scenario that every host language runs, through cgo.
// usage: scenario FOLDER-OF-THE-SCENARIO
package main

// #cgo LDFLAGS: -lpointsman
// #include <pointsman.h>
// #include <stdlib.h>
//
// extern int32_t smallestFirst(void *data, pointsman_lead_view *view, pointsman_score *score);
// extern void countObserved(void *data, pointsman_observed *seen);
// extern void countDestroyed(void *data);
//
// static int32_t score(void *data, const pointsman_lead_view *view, pointsman_score *score) {
//     return smallestFirst(data, (pointsman_lead_view *)view, score);
// }
// static void observe(void *data, const pointsman_observed *seen) { countObserved(data, (pointsman_observed *)seen); }
// static int32_t connect(pointsman_context *context, pointsman_error **error) {
//     int32_t status = pointsman_context_set_scorer(context, "warmth", 6, score, NULL, countDestroyed, error);
//     return status ? status : pointsman_context_set_observer(context, observe, NULL, countDestroyed, error);
// }
// static void blank(pointsman_request *request, int64_t now) {
//     pointsman_request init = POINTSMAN_REQUEST_INIT;
//     init.now = now;
//     *request = init;
// }
// static void ranked(pointsman_request *request) { request->route = "ranked"; request->route_size = 6; }
import "C"

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unsafe"
)

const now = 1772443200000000 // 2026-03-02T09:20:00Z

type err = *C.pointsman_error

var (
	employees                  C.uint64_t
	asked, destroyed, observed int
	buffer                     *C.pointsman_text
)

//export smallestFirst
func smallestFirst(_ unsafe.Pointer, view *C.pointsman_lead_view, score *C.pointsman_score) C.int32_t {
	asked++
	var value C.int64_t
	if C.pointsman_lead_view_integer(view, employees, &value, nil) != 0 {
		return C.POINTSMAN_MISSING
	}
	score.ten_thousandths = -value * 10000
	return C.POINTSMAN_OK
}

//export countObserved
func countObserved(_ unsafe.Pointer, seen *C.pointsman_observed) {
	if seen.rep != nil {
		observed++
	}
}

//export countDestroyed
func countDestroyed(unsafe.Pointer) { destroyed++ }

// done ends the program when a call failed that must not.
func done(call func(*err) C.int32_t) {
	var e err
	if status := call(&e); status != 0 {
		fmt.Fprintln(os.Stderr, status, C.GoString(C.pointsman_error_message(e, nil)))
		os.Exit(1)
	}
}

// text lends Go's bytes to a call.
func text(of string) (*C.char, C.size_t) {
	if of == "" {
		return nil, 0
	}
	data := []byte(of)
	return (*C.char)(unsafe.Pointer(&data[0])), C.size_t(len(data))
}

func read(name string) string {
	data, e := os.ReadFile(filepath.Join(os.Args[1], name))
	if e != nil {
		panic(e)
	}
	return string(data)
}

func get(of *C.pointsman_text) string {
	var data *C.char
	var size C.size_t
	done(func(e *err) C.int32_t { return C.pointsman_text_get(of, &data, &size, e) })
	return C.GoStringN(data, C.int(size))
}

func json(of *C.pointsman_assignment) string {
	done(func(e *err) C.int32_t { return C.pointsman_assignment_json(of, buffer, e) })
	return get(buffer)
}

func answer(of *C.pointsman_context, index int) *C.pointsman_assignment {
	var found *C.pointsman_assignment
	done(func(e *err) C.int32_t { return C.pointsman_context_assignment(of, C.size_t(index), &found, e) })
	return found
}

func or(first, second *C.char, otherwise string) string {
	if first != nil {
		return C.GoString(first)
	}
	if second != nil {
		return C.GoString(second)
	}
	return otherwise
}

func request() C.pointsman_request {
	var asked C.pointsman_request
	C.blank(&asked, now)
	return asked
}

func route(context *C.pointsman_context, state *C.pointsman_snapshot, lead *C.pointsman_lead) C.pointsman_decision {
	asked := request()
	decision := C.pointsman_decision{struct_size: C.sizeof_pointsman_decision}
	done(func(e *err) C.int32_t { return C.pointsman_route(context, state, lead, &asked, &decision, e) })
	return decision
}

func clone(state *C.pointsman_snapshot) *C.pointsman_snapshot {
	var copied *C.pointsman_snapshot
	done(func(e *err) C.int32_t { return C.pointsman_snapshot_clone(state, &copied, e) })
	return copied
}

func newContext(rules *C.pointsman_ruleset) *C.pointsman_context {
	var context *C.pointsman_context
	done(func(e *err) C.int32_t { return C.pointsman_context_new(rules, &context, e) })
	return context
}

func find(rules *C.pointsman_ruleset, name string) C.uint64_t {
	var id C.uint64_t
	data, size := text(name)
	done(func(e *err) C.int32_t { return C.pointsman_ruleset_attribute_find(rules, data, size, &id, e) })
	return id
}

func place(of err) (C.uint32_t, C.uint32_t) {
	var path *C.char
	var size C.size_t
	var line, column C.uint32_t
	done(func(e *err) C.int32_t { return C.pointsman_error_place(of, &path, &size, &line, &column, e) })
	return line, column
}

func mistakes() {
	fmt.Println("== three mistakes")
	name, nameSize := text("broken.route")
	data, size := text(read("broken.route"))
	var rules *C.pointsman_ruleset
	var e err
	status := C.pointsman_ruleset_compile(name, nameSize, data, size, &rules, &e)
	fmt.Printf("status %d, ruleset none\n", status)
	for i := C.size_t(0); i < C.pointsman_error_diagnostic_count(e); i++ {
		one := C.pointsman_diagnostic{struct_size: C.sizeof_pointsman_diagnostic}
		done(func(second *err) C.int32_t { return C.pointsman_error_diagnostic(e, i, &one, second) })
		fmt.Printf("%s:%d:%d-%d: %s %s\n", C.GoString(one.source), one.line, one.column, one.end_column,
			C.GoString(one.code), C.GoString(one.message))
	}
	line, column := place(e)
	fmt.Printf("first at %d:%d\n", line, column)
	C.pointsman_error_free(e)
}

func attributes(rules *C.pointsman_ruleset) []C.pointsman_attribute {
	all := make([]C.pointsman_attribute, C.pointsman_ruleset_attribute_count(rules))
	for i := range all {
		all[i].struct_size = C.sizeof_pointsman_attribute
		done(func(e *err) C.int32_t { return C.pointsman_ruleset_attribute(rules, C.size_t(i), &all[i], e) })
	}
	return all
}

func describe(rules *C.pointsman_ruleset) {
	fmt.Println("== the policy")
	var data *C.char
	var size C.size_t
	done(func(e *err) C.int32_t { return C.pointsman_ruleset_fingerprint(rules, &data, &size, e) })
	fmt.Println(C.GoStringN(data, C.int(size)))
	for of, word := range []string{"route", "scorer"} {
		for i := C.size_t(0); i < C.pointsman_ruleset_name_count(rules, C.int32_t(of)); i++ {
			done(func(e *err) C.int32_t {
				return C.pointsman_ruleset_name(rules, C.int32_t(of), i, &data, &size, e)
			})
			fmt.Println(word, C.GoString(data))
		}
	}
	for _, one := range attributes(rules) {
		fmt.Printf("%s: kind %d, items %d, required %d, private %d, column %s\n", C.GoString(one.name), one.kind,
			one.item_kind, one.is_required, one.is_private, or(one.column, nil, "none"))
	}
}

func set(lead *C.pointsman_lead, one C.pointsman_attribute, cell string) {
	number, _ := strconv.ParseInt(cell, 10, 64)
	data, size := text(cell)
	done(func(e *err) C.int32_t {
		switch one.kind {
		case C.POINTSMAN_KIND_INTEGER:
			return C.pointsman_lead_set_integer(lead, one.id, C.int64_t(number), e)
		case C.POINTSMAN_KIND_MONEY, C.POINTSMAN_KIND_PERCENT:
			return C.pointsman_lead_set_decimal(lead, one.id, C.int64_t(number), e)
		case C.POINTSMAN_KIND_BOOLEAN:
			return C.pointsman_lead_set_boolean(lead, one.id, C.int32_t(number), e)
		case C.POINTSMAN_KIND_DATETIME:
			return C.pointsman_lead_set_time(lead, one.id, C.int64_t(number), e)
		case C.POINTSMAN_KIND_LIST:
			items := strings.Split(cell, ";")
			pointers := (*[8]*C.char)(C.calloc(8, C.size_t(unsafe.Sizeof(data))))
			sizes := make([]C.size_t, len(items))
			for i, item := range items {
				pointers[i], sizes[i] = C.CString(item), C.size_t(len(item))
			}
			status := C.pointsman_lead_set_texts(lead, one.id, &pointers[0], &sizes[0], C.size_t(len(items)), e)
			for i := range items {
				C.free(unsafe.Pointer(pointers[i]))
			}
			C.free(unsafe.Pointer(pointers))
			return status
		}
		return C.pointsman_lead_set_text(lead, one.id, data, size, e)
	})
}

func newLead(rules *C.pointsman_ruleset) *C.pointsman_lead {
	var lead *C.pointsman_lead
	done(func(e *err) C.int32_t { return C.pointsman_lead_new(rules, &lead, e) })
	return lead
}

func fill(rules *C.pointsman_ruleset) []*C.pointsman_lead {
	var leads []*C.pointsman_lead
	known := attributes(rules)
	for _, row := range strings.Split(strings.TrimSpace(read("leads.txt")), "\n")[1:] {
		lead := newLead(rules)
		for i, cell := range strings.Split(row, "|") {
			if cell != "" {
				set(lead, known[i], cell)
			}
		}
		leads = append(leads, lead)
	}
	return leads
}

func sixLeads(context *C.pointsman_context, state *C.pointsman_snapshot, leads []*C.pointsman_lead) {
	fmt.Println("== six leads, typed and as JSON")
	lines := strings.Split(read("leads.jsonl"), "\n")
	for i, lead := range leads {
		decision := route(context, state, lead)
		fmt.Printf("%s %s %s, due %d\n", C.GoString(C.pointsman_outcome_name(decision.outcome)),
			or(decision.rep, nil, "-"), or(decision.rule, nil, "-"), decision.sla_due)
		typed := json(answer(context, 0))
		fmt.Println(typed)
		data, size := text(lines[i])
		done(func(e *err) C.int32_t { return C.pointsman_route_json(context, state, data, size, now, buffer, e) })
		same := map[bool]string{true: "yes", false: "no"}[typed == get(buffer)]
		fmt.Println("the same from JSON:", same)
	}
}

func fillsUp(context *C.pointsman_context, state *C.pointsman_snapshot, lead *C.pointsman_lead) {
	fmt.Println("== anna fills up, then ben; a pause; an end of work")
	anna, annaSize := text("anna")
	channel, channelSize := text("lead")
	for turn := 0; turn < 10; turn++ {
		if turn == 6 || turn == 8 {
			done(func(e *err) C.int32_t {
				return C.pointsman_snapshot_set_open(state, anna, annaSize, channel, channelSize, 1, e)
			})
		}
		if turn >= 8 {
			paused := map[bool]C.int32_t{true: 1, false: 0}[turn == 8]
			done(func(e *err) C.int32_t { return C.pointsman_snapshot_set_paused(state, anna, annaSize, paused, e) })
		}
		decision := route(context, state, lead)
		fmt.Printf("version %d: %s\n", C.pointsman_snapshot_version(state), or(decision.rep, decision.queue, ""))
		done(func(e *err) C.int32_t { return C.pointsman_snapshot_apply(state, answer(context, 0), e) })
	}
}

func stale(context *C.pointsman_context, state *C.pointsman_snapshot, lead *C.pointsman_lead) {
	fmt.Println("== a stale decision is refused")
	route(context, state, lead)
	var kept *C.pointsman_assignment
	done(func(e *err) C.int32_t { return C.pointsman_assignment_clone(answer(context, 0), &kept, e) })
	done(func(e *err) C.int32_t { return C.pointsman_snapshot_apply(state, kept, e) })
	var e err
	status := C.pointsman_snapshot_apply(state, kept, &e)
	fmt.Printf("status %d: %s\n", status, C.GoString(C.pointsman_error_message(e, nil)))
	C.pointsman_error_free(e)
	data, size := text(json(kept))
	status = C.pointsman_snapshot_apply_json(state, data, size, nil)
	fmt.Printf("status %d, version %d\n", status, C.pointsman_snapshot_version(state))
	C.pointsman_assignment_free(kept)
}

func batchOf(context *C.pointsman_context, state *C.pointsman_snapshot, leads []*C.pointsman_lead,
	asked *C.pointsman_request) []C.pointsman_decision {
	decisions := make([]C.pointsman_decision, len(leads))
	// C may not keep or see pointers to Go's pointers: the array of leads is C's.
	array := C.calloc(C.size_t(len(leads)), C.size_t(unsafe.Sizeof(leads[0])))
	copy(unsafe.Slice((**C.pointsman_lead)(array), len(leads)), leads)
	done(func(e *err) C.int32_t {
		return C.pointsman_route_batch(context, state, (**C.pointsman_lead)(array), C.size_t(len(leads)), asked,
			&decisions[0], C.sizeof_pointsman_decision, e)
	})
	C.free(array)
	return decisions
}

func reversed(rules *C.pointsman_ruleset, state *C.pointsman_snapshot, leads []*C.pointsman_lead) {
	fmt.Println("== a scorer reverses the order")
	employees = find(rules, "employees")
	for _, with := range []bool{false, true} {
		context, copied := newContext(rules), clone(state)
		if with {
			done(func(e *err) C.int32_t { return C.connect(context, e) })
		}
		asked := request()
		C.ranked(&asked)
		var names []string
		for _, decision := range batchOf(context, copied, leads, &asked) {
			names = append(names, or(decision.rep, decision.queue, ""))
		}
		fmt.Println(strings.Join(names, ", "))
		C.pointsman_context_free(context)
		C.pointsman_snapshot_free(copied)
	}
	fmt.Printf("asked %d times, destroyed %d, observed %d with a rep\n", asked, destroyed, observed)
}

func explained(context *C.pointsman_context, state *C.pointsman_snapshot, lead *C.pointsman_lead) {
	fmt.Println("== explained")
	asked := request()
	for form := C.int32_t(C.POINTSMAN_EXPLAIN_TEXT); form <= C.POINTSMAN_EXPLAIN_JSON; form++ {
		done(func(e *err) C.int32_t { return C.pointsman_explain(context, state, lead, &asked, form, buffer, e) })
		fmt.Println(strings.TrimSuffix(get(buffer), "\n"))
	}
}

func batch(rules *C.pointsman_ruleset, context *C.pointsman_context, state *C.pointsman_snapshot) {
	fmt.Println("== a batch of 1,000")
	names := []string{"id", "country", "employees", "created"}
	var ids [4]C.uint64_t
	for i, name := range names {
		ids[i] = find(rules, name)
	}
	countries := []string{"DE", "FR", "AT", "US", "PL", "CH", "GB"}
	leads := make([]*C.pointsman_lead, 1000)
	for i := range leads {
		lead := newLead(rules)
		name, nameSize := text("B" + strconv.Itoa(i))
		country, countrySize := text(countries[i%7])
		done(func(e *err) C.int32_t { return C.pointsman_lead_set_text(lead, ids[0], name, nameSize, e) })
		done(func(e *err) C.int32_t { return C.pointsman_lead_set_text(lead, ids[1], country, countrySize, e) })
		done(func(e *err) C.int32_t {
			return C.pointsman_lead_set_integer(lead, ids[2], C.int64_t(i*37%5000+1), e)
		})
		done(func(e *err) C.int32_t { return C.pointsman_lead_set_time(lead, ids[3], C.int64_t(now-i*1000000), e) })
		leads[i] = lead
	}
	together, single, alone := clone(state), clone(state), newContext(rules)
	asked := request()
	decisions := batchOf(context, together, leads, &asked)
	equal, size, low, high := 0, 0, 1, 0
	for i, lead := range leads {
		decision := route(alone, single, lead)
		done(func(e *err) C.int32_t { return C.pointsman_snapshot_apply(single, answer(alone, 0), e) })
		text := json(answer(context, i))
		if text == json(answer(alone, 0)) && decision.outcome == decisions[i].outcome {
			equal++
		}
		size += len(text)
		for _, b := range []byte(text) {
			low = (low + int(b)) % 65521
			high = (high + low) % 65521
		}
	}
	fmt.Printf("%d of 1000 equal singles; %d bytes, sum %d %d\n", equal, size, low, high)
	done(func(e *err) C.int32_t { return C.pointsman_snapshot_write(together, buffer, e) })
	fmt.Println(get(buffer))
	C.pointsman_snapshot_free(together)
	C.pointsman_snapshot_free(single)
	for _, lead := range leads {
		C.pointsman_lead_free(lead)
	}
	C.pointsman_context_free(alone)
}

func lines(context *C.pointsman_context, state *C.pointsman_snapshot) {
	fmt.Println("== JSON Lines")
	data, size := text(read("leads.jsonl"))
	done(func(e *err) C.int32_t { return C.pointsman_route_lines(context, state, data, size, now, buffer, e) })
	fmt.Print(get(buffer))
	data, size = text("{\"id\":\"L7\"}\n\n{\"id\":")
	var e err
	status := C.pointsman_route_lines(context, state, data, size, now, buffer, &e)
	line, _ := place(e)
	fmt.Printf("status %d on line %d: %s\n", status, line, C.GoString(C.pointsman_error_message(e, nil)))
	C.pointsman_error_free(e)
}

func main() {
	done(func(e *err) C.int32_t { return C.pointsman_text_new(&buffer, e) })
	fmt.Printf("pointsman %s, interface %d\n", C.GoString(C.pointsman_version()), C.pointsman_abi_version())
	mistakes()
	var rules *C.pointsman_ruleset
	var state *C.pointsman_snapshot
	name, nameSize := text("inbound.route")
	policy, policySize := text(read("inbound.route"))
	people, peopleSize := text(string(bytes.TrimSpace([]byte(read("snapshot.json")))))
	done(func(e *err) C.int32_t {
		return C.pointsman_ruleset_compile(name, nameSize, policy, policySize, &rules, e)
	})
	done(func(e *err) C.int32_t { return C.pointsman_snapshot_read(rules, people, peopleSize, &state, e) })
	context := newContext(rules)
	describe(rules)
	leads := fill(rules)
	sixLeads(context, state, leads)
	for _, part := range []func(*C.pointsman_context, *C.pointsman_snapshot, *C.pointsman_lead){fillsUp, stale} {
		copied := clone(state)
		part(context, copied, leads[0])
		C.pointsman_snapshot_free(copied)
	}
	reversed(rules, state, leads)
	explained(context, state, leads[0])
	batch(rules, context, state)
	lines(context, state)
	C.pointsman_ruleset_free(rules)
	C.pointsman_snapshot_free(state)
	for _, lead := range leads {
		C.pointsman_lead_free(lead)
	}
	C.pointsman_context_free(context)
	C.pointsman_text_free(buffer)
}
