/* What a host may get wrong, and what it may do at the same time.
 * usage: abuse FOLDER-OF-THE-SCENARIO */
#define _GNU_SOURCE /* memmem */
#include "pointsman.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define NOW INT64_C(1772443200000000)
#define THREADS 8
#define CHECK(condition) ((condition) ? (void)0 : failed(#condition, __LINE__))

static void failed(const char *condition, int line) {
    printf("line %d: not so: %s\n", line, condition);
    exit(1);
}

static pointsman_ruleset *ruleset, *other_ruleset;
static pointsman_snapshot *snapshot;
static uint64_t id, country, employees, demo, created;

static char *read_file(const char *folder, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "rb");
    CHECK(stream != NULL);
    char *text = calloc(1, 65536);
    CHECK(fread(text, 1, 65535, stream) > 0);
    fclose(stream);
    return text;
}

static uint64_t find(const char *name) {
    uint64_t found;
    CHECK(pointsman_ruleset_attribute_find(ruleset, name, strlen(name), &found, NULL) == POINTSMAN_OK);
    return found;
}

static pointsman_context *new_context(void) {
    pointsman_context *context;
    CHECK(pointsman_context_new(ruleset, &context, NULL) == POINTSMAN_OK);
    return context;
}

static pointsman_lead *new_lead(const char *name) {
    pointsman_lead *lead;
    CHECK(pointsman_lead_new(ruleset, &lead, NULL) == POINTSMAN_OK);
    CHECK(pointsman_lead_set_text(lead, id, name, strlen(name), NULL) == POINTSMAN_OK);
    CHECK(pointsman_lead_set_text(lead, country, "DE", 2, NULL) == POINTSMAN_OK);
    CHECK(pointsman_lead_set_integer(lead, employees, 12, NULL) == POINTSMAN_OK);
    CHECK(pointsman_lead_set_time(lead, created, NOW, NULL) == POINTSMAN_OK);
    return lead;
}

static int32_t route(pointsman_context *context, pointsman_lead *lead, pointsman_decision *decision) {
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = NOW;
    return pointsman_route(context, snapshot, lead, &request, decision, NULL);
}

static void garbage(void) {
    pointsman_context *context = new_context();
    pointsman_lead *lead = new_lead("G1"), *foreign;
    pointsman_decision decision = POINTSMAN_DECISION_INIT;
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    pointsman_text *text;
    CHECK(pointsman_text_new(&text, NULL) == POINTSMAN_OK);

    /* Ids: of no attribute, of another schema, beyond the last one. */
    uint64_t garbage_ids[] = {0, 1, UINT64_MAX, id ^ UINT64_C(0x100000000), id | 0xffff, id + 1000};
    for (size_t i = 0; i < sizeof garbage_ids / sizeof *garbage_ids; i++) {
        CHECK(pointsman_lead_set_text(lead, garbage_ids[i], "x", 1, NULL) == POINTSMAN_FOREIGN);
        CHECK(pointsman_lead_set_integer(lead, garbage_ids[i], 1, NULL) == POINTSMAN_FOREIGN);
        CHECK(pointsman_lead_set_missing(lead, garbage_ids[i], NULL) == POINTSMAN_FOREIGN);
    }
    CHECK(pointsman_lead_new(other_ruleset, &foreign, NULL) == POINTSMAN_OK);
    CHECK(pointsman_lead_set_text(foreign, id, "x", 1, NULL) == POINTSMAN_FOREIGN);
    CHECK(route(context, foreign, &decision) == POINTSMAN_FOREIGN);
    pointsman_context *stranger;
    CHECK(pointsman_context_new(other_ruleset, &stranger, NULL) == POINTSMAN_OK);
    CHECK(route(stranger, foreign, &decision) == POINTSMAN_FOREIGN);
    CHECK(route(stranger, lead, &decision) == POINTSMAN_FOREIGN);

    /* Kinds. */
    CHECK(pointsman_lead_set_integer(lead, id, 1, NULL) == POINTSMAN_WRONG_KIND);
    CHECK(pointsman_lead_set_boolean(lead, employees, 1, NULL) == POINTSMAN_WRONG_KIND);
    CHECK(pointsman_lead_set_decimal(lead, employees, 1, NULL) == POINTSMAN_WRONG_KIND);
    CHECK(pointsman_lead_set_time(lead, demo, 1, NULL) == POINTSMAN_WRONG_KIND);
    CHECK(pointsman_lead_set_texts(lead, id, NULL, NULL, 0, NULL) == POINTSMAN_WRONG_KIND);

    /* Times and numbers. */
    int64_t times[] = {INT64_MIN, INT64_MAX, INT64_MIN + 1, INT64_C(253402300800000000) * 2};
    for (size_t i = 0; i < 4; i++) {
        CHECK(pointsman_lead_set_time(lead, created, times[i], NULL) == POINTSMAN_OUT_OF_RANGE);
        request.now = times[i];
        CHECK(pointsman_route(context, snapshot, lead, &request, &decision, NULL) == POINTSMAN_OUT_OF_RANGE);
        CHECK(pointsman_route_json(context, snapshot, "{}", 2, times[i], text, NULL) == POINTSMAN_OUT_OF_RANGE);
    }
    request.now = NOW;
    CHECK(pointsman_lead_set_integer(lead, employees, INT64_MIN, NULL) == POINTSMAN_OK);
    CHECK(route(context, lead, &decision) == POINTSMAN_OK);
    CHECK(pointsman_snapshot_set_open(snapshot, "anna", 4, "lead", 4, -1, NULL) == POINTSMAN_OUT_OF_RANGE);
    CHECK(pointsman_snapshot_set_open(snapshot, "nobody", 6, "lead", 4, 1, NULL) == POINTSMAN_UNKNOWN_NAME);

    /* Sizes that no text has: nothing of it is read. */
    size_t sizes[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 2 + 1, (size_t)1 << 40};
    for (size_t i = 0; i < 4; i++) {
        pointsman_ruleset *none;
        pointsman_snapshot *state;
        uint64_t found;
        CHECK(pointsman_lead_set_text(lead, id, "x", sizes[i], NULL) == POINTSMAN_TOO_LARGE);
        CHECK(pointsman_lead_set_json(lead, "{}", sizes[i], NULL) == POINTSMAN_TOO_LARGE);
        CHECK(pointsman_lead_set_texts(lead, find("interests"), NULL, NULL, sizes[i], NULL) == POINTSMAN_NULL_ARGUMENT);
        const char *data[] = {"x"};
        CHECK(pointsman_lead_set_texts(lead, find("interests"), data, sizes, sizes[i], NULL) == POINTSMAN_BAD_ARGUMENT);
        CHECK(pointsman_ruleset_compile("p", sizes[i], "x", 1, &none, NULL) == POINTSMAN_TOO_LARGE && !none);
        CHECK(pointsman_ruleset_compile("p", 1, "x", sizes[i], &none, NULL) == POINTSMAN_TOO_LARGE && !none);
        CHECK(pointsman_ruleset_compile_path("p", sizes[i], &none, NULL) == POINTSMAN_TOO_LARGE && !none);
        CHECK(pointsman_snapshot_read(ruleset, "{}", sizes[i], &state, NULL) == POINTSMAN_TOO_LARGE && !state);
        CHECK(pointsman_ruleset_attribute_find(ruleset, "id", sizes[i], &found, NULL) == POINTSMAN_TOO_LARGE);
        CHECK(pointsman_route_lines(context, snapshot, "{}", sizes[i], NOW, text, NULL) == POINTSMAN_TOO_LARGE);
        CHECK(pointsman_route_batch(context, snapshot, &lead, sizes[i], &request, &decision, sizeof decision, NULL) ==
              POINTSMAN_BAD_ARGUMENT);
        CHECK(pointsman_route_batch(context, snapshot, &lead, 1, &request, &decision, sizes[i], NULL) ==
              POINTSMAN_BAD_ARGUMENT);
        request.exclude = data;
        request.exclude_sizes = sizes;
        request.exclude_count = sizes[i];
        CHECK(pointsman_route(context, snapshot, lead, &request, &decision, NULL) == POINTSMAN_BAD_ARGUMENT);
        request.exclude_count = 1;
        CHECK(pointsman_route(context, snapshot, lead, &request, &decision, NULL) == POINTSMAN_TOO_LARGE);
        request.exclude_count = 0;
        request.route = "inbound";
        request.route_size = sizes[i];
        CHECK(pointsman_route(context, snapshot, lead, &request, &decision, NULL) == POINTSMAN_TOO_LARGE);
        request.route = NULL;
        request.route_size = 0;

        /* Structs of sizes that no header had. */
        decision.struct_size = sizes[i];
        CHECK(route(context, lead, &decision) == POINTSMAN_BAD_ARGUMENT);
        CHECK(decision.struct_size == sizes[i]);
        request.struct_size = sizes[i];
        decision.struct_size = sizeof decision;
        CHECK(pointsman_route(context, snapshot, lead, &request, &decision, NULL) == POINTSMAN_BAD_ARGUMENT);
        request.struct_size = sizeof request;
    }
    for (size_t size = 0; size < sizeof decision; size++) {
        decision.struct_size = size;
        CHECK(route(context, lead, &decision) == POINTSMAN_BAD_ARGUMENT);
    }
    decision.struct_size = sizeof decision;
    for (size_t size = 0; size < sizeof request; size++) {
        request.struct_size = size;
        CHECK(pointsman_route(context, snapshot, lead, &request, &decision, NULL) == POINTSMAN_BAD_ARGUMENT);
    }

    /* A client of a later header: what it knows more is left alone, and must not ask for anything. */
    struct {
        pointsman_decision known;
        uint64_t later[4];
    } long_decision = {POINTSMAN_DECISION_INIT, {1, 2, 3, 4}};
    long_decision.known.struct_size = sizeof long_decision;
    CHECK(route(context, lead, &long_decision.known) == POINTSMAN_OK);
    CHECK(long_decision.later[0] == 1 && long_decision.later[3] == 4 && long_decision.known.rep != NULL);
    struct {
        pointsman_request known;
        uint64_t later[2];
    } long_request = {POINTSMAN_REQUEST_INIT, {0, 0}};
    long_request.known.struct_size = sizeof long_request;
    CHECK(pointsman_route(context, snapshot, lead, &long_request.known, &decision, NULL) == POINTSMAN_OK);
    long_request.later[1] = 1;
    CHECK(pointsman_route(context, snapshot, lead, &long_request.known, &decision, NULL) == POINTSMAN_BAD_ARGUMENT);
    struct {
        pointsman_decision known;
        uint64_t later[2];
    } long_decisions[2];
    pointsman_lead *twice[] = {lead, lead};
    pointsman_snapshot *copy;
    request.struct_size = sizeof request;
    CHECK(pointsman_snapshot_clone(snapshot, &copy, NULL) == POINTSMAN_OK);
    CHECK(pointsman_route_batch(context, copy, twice, 2, &request, &long_decisions[0].known, sizeof *long_decisions,
                                NULL) == POINTSMAN_OK);
    CHECK(long_decisions[0].known.version == 0 && long_decisions[1].known.version == 1);
    CHECK(long_decisions[1].known.struct_size == sizeof *long_decisions);
    CHECK(pointsman_route_batch(context, copy, twice, 2, &request, &decision, sizeof decision - 1, NULL) ==
          POINTSMAN_BAD_ARGUMENT);
    CHECK(pointsman_route_batch(context, copy, NULL, 0, &request, NULL, 0, NULL) == POINTSMAN_OK);
    const pointsman_assignment *assignment;
    CHECK(pointsman_context_assignment(context, 0, &assignment, NULL) == POINTSMAN_BAD_ARGUMENT && !assignment);
    twice[1] = NULL;
    CHECK(pointsman_route_batch(context, copy, twice, 2, &request, &long_decisions[0].known, sizeof *long_decisions,
                                NULL) == POINTSMAN_NULL_ARGUMENT);
    CHECK(pointsman_snapshot_version(copy) == 2);
    pointsman_snapshot_free(copy);

    /* Flags, indexes, constants. */
    request.flags = 1;
    CHECK(pointsman_route(context, snapshot, lead, &request, &decision, NULL) == POINTSMAN_BAD_ARGUMENT);
    CHECK(decision.rep == NULL && decision.outcome == POINTSMAN_OUTCOME_INVALID);
    request.flags = 0;
    int32_t constants[] = {-1, 99, INT32_MIN, INT32_MAX};
    CHECK(route(context, lead, &decision) == POINTSMAN_OK);
    CHECK(pointsman_context_assignment(context, 0, &assignment, NULL) == POINTSMAN_OK);
    pointsman_compiler *compiler;
    CHECK(pointsman_compiler_new(&compiler, NULL) == POINTSMAN_OK);
    for (size_t i = 0; i < 4; i++) {
        const char *data;
        size_t size;
        CHECK(pointsman_explain(context, snapshot, lead, &request, constants[i], text, NULL) == POINTSMAN_BAD_ARGUMENT);
        CHECK(pointsman_assignment_count(assignment, constants[i]) == 0);
        CHECK(pointsman_assignment_entry(assignment, constants[i], 0, NULL, text, NULL) == POINTSMAN_BAD_ARGUMENT);
        CHECK(pointsman_ruleset_name_count(ruleset, constants[i]) == 0);
        CHECK(pointsman_ruleset_name(ruleset, constants[i], 0, &data, &size, NULL) == POINTSMAN_BAD_ARGUMENT);
        CHECK(pointsman_compiler_set_limit(compiler, constants[i], 1, NULL) == POINTSMAN_BAD_ARGUMENT);
        CHECK(pointsman_outcome_name(constants[i]) == NULL);
    }
    pointsman_attribute attribute = POINTSMAN_ATTRIBUTE_INIT;
    CHECK(pointsman_ruleset_attribute(ruleset, SIZE_MAX, &attribute, NULL) == POINTSMAN_BAD_ARGUMENT);
    CHECK(pointsman_assignment_entry(assignment, POINTSMAN_LIST_TAGS, SIZE_MAX, NULL, text, NULL) ==
          POINTSMAN_BAD_ARGUMENT);
    CHECK(pointsman_context_assignment(context, 1, &assignment, NULL) == POINTSMAN_BAD_ARGUMENT);

    /* A limit is a finding, not a crash. */
    pointsman_ruleset *none;
    CHECK(pointsman_compiler_add(compiler, "p", 1, "pointsman 1\n", 12, NULL) == POINTSMAN_OK);
    CHECK(pointsman_compiler_set_limit(compiler, POINTSMAN_LIMIT_SOURCE_BYTES, 3, NULL) == POINTSMAN_OK);
    CHECK(pointsman_compiler_compile(compiler, &none, NULL) == POINTSMAN_COMPILE_FAILED && !none);

    /* A lead that came as JSON is whole. */
    CHECK(pointsman_lead_set_json(lead, "{\"id\":\"J\"", 9, NULL) == POINTSMAN_BAD_JSON);
    CHECK(pointsman_lead_set_json(lead, "{\"id\":\"J\"}", 10, NULL) == POINTSMAN_OK);
    CHECK(pointsman_lead_set_text(lead, id, "x", 1, NULL) == POINTSMAN_BAD_ARGUMENT);
    CHECK(pointsman_lead_clear(lead, NULL) == POINTSMAN_OK);
    CHECK(pointsman_lead_set_text(lead, id, "x", 1, NULL) == POINTSMAN_OK);

    pointsman_compiler_free(compiler);
    pointsman_context_free(stranger);
    pointsman_lead_free(foreign);
    pointsman_lead_free(lead);
    pointsman_context_free(context);
    pointsman_text_free(text);
}

/* The text's last byte is the last one that may be read; every cut of it is UTF-8 or refused, and what is lent back is the
 * same text with a NUL behind it. */
static void texts(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *edge = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(edge != MAP_FAILED && mprotect(edge + page, page, PROT_NONE) == 0);
    edge += page;
    pointsman_context *context = new_context();
    pointsman_lead *lead = new_lead("T1");
    const char whole[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
    const char *const ends = "\1\1\0\1\0\0\1\0\0\0\1\1"; /* whether the text may end behind so many bytes */
    for (size_t size = 0; size < sizeof whole; size++) {
        char *text = edge - size;
        memcpy(text, whole, size);
        int32_t expected = size == 0 || ends[size] ? POINTSMAN_OK : POINTSMAN_BAD_UTF8;
        CHECK(pointsman_lead_set_text(lead, id, text, size, NULL) == expected);
        const char *items[] = {text};
        CHECK(pointsman_lead_set_texts(lead, find("interests"), items, &size, 1, NULL) == expected);
        pointsman_error *error;
        int32_t status = pointsman_ruleset_attribute_find(ruleset, text, size, &(uint64_t){0}, &error);
        CHECK(status == (expected ? expected : POINTSMAN_UNKNOWN_NAME));
        if (!expected) {
            size_t length;
            const char *message = pointsman_error_message(error, &length);
            CHECK(strlen(message) == length);
            CHECK(length >= size && memmem(message, length, text, size) != NULL);
        }
        pointsman_error_free(error);
        text = memcpy(edge - 2 - size, "{\"", 2);
        memcpy(text + 2, whole, size);
        status = pointsman_lead_set_json(lead, text, size + 2, NULL);
        CHECK(status == (expected ? expected : POINTSMAN_BAD_JSON));
    }
    for (int byte = 128; byte < 256; byte++) {
        edge[-1] = (char)byte;
        CHECK(pointsman_lead_set_text(lead, id, edge - 1, 1, NULL) == POINTSMAN_BAD_UTF8);
    }
    /* A NUL is a character like any other. */
    CHECK(pointsman_lead_set_text(lead, id, "a\0b", 3, NULL) == POINTSMAN_OK);
    pointsman_decision decision = POINTSMAN_DECISION_INIT;
    CHECK(route(context, lead, &decision) == POINTSMAN_OK);
    pointsman_lead_free(lead);
    pointsman_context_free(context);
    munmap(edge - page, 2 * page);
}

static void panics(void) {
    for (int i = 0; i < 100; i++) {
        pointsman_error *error;
        CHECK(pointsman_fault_drill(&error) == POINTSMAN_FAULT);
        CHECK(pointsman_error_code(error) == POINTSMAN_FAULT);
        CHECK(strcmp(pointsman_error_message(error, NULL), "a fault of pointsman: a drill") == 0);
        pointsman_error_free(error);
        CHECK(pointsman_fault_drill(NULL) == POINTSMAN_FAULT);
    }
}

typedef struct visit {
    pointsman_context *context, *inner;
    pointsman_lead *lead, *inner_lead;
    pointsman_snapshot *state;
    pointsman_text *text;
    int calls, destroyed, in_batch, freeing;
} visit;

static void note_destroyed(void *user_data) { ((visit *)user_data)->destroyed++; }

static void look(void *user_data, const pointsman_observed *observed) {
    (void)observed;
    visit *visit = user_data;
    CHECK(pointsman_context_set_observer(visit->context, look, visit, NULL, NULL) == POINTSMAN_BUSY);
}

/* A scorer that reaches for everything that is in use, and for what is not. */
static int32_t come_back(void *user_data, const pointsman_lead_view *view, pointsman_score *score) {
    visit *visit = user_data;
    visit->calls++;
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    pointsman_decision decision = POINTSMAN_DECISION_INIT;
    const pointsman_assignment *assignment;
    request.now = NOW;
    CHECK(pointsman_route(visit->context, visit->state, visit->inner_lead, &request, &decision, NULL) == POINTSMAN_BUSY);
    CHECK(pointsman_context_assignment(visit->context, 0, &assignment, NULL) == POINTSMAN_BUSY);
    CHECK(pointsman_context_set_scorer(visit->context, "warmth", 6, come_back, visit, NULL, NULL) == POINTSMAN_BUSY);
    CHECK(pointsman_lead_clear(visit->lead, NULL) == POINTSMAN_BUSY);
    CHECK(pointsman_lead_set_integer(visit->lead, employees, 1, NULL) == POINTSMAN_BUSY);
    CHECK(pointsman_route(visit->inner, visit->state, visit->lead, &request, &decision, NULL) == POINTSMAN_BUSY);
    CHECK(pointsman_snapshot_set_paused(visit->state, "anna", 4, 1, NULL) == POINTSMAN_BUSY);
    CHECK(pointsman_snapshot_set_open(visit->state, "anna", 4, "lead", 4, 1, NULL) == POINTSMAN_BUSY);
    int32_t inner = pointsman_route(visit->inner, visit->state, visit->inner_lead, &request, &decision, NULL);
    CHECK(inner == (visit->in_batch ? POINTSMAN_BUSY : POINTSMAN_OK));
    int32_t written = pointsman_snapshot_write(visit->state, visit->text, NULL);
    CHECK(written == (visit->in_batch ? POINTSMAN_BUSY : POINTSMAN_OK));
    CHECK(pointsman_fault_drill(NULL) == POINTSMAN_FAULT);
    int64_t value = 1;
    CHECK(pointsman_lead_view_integer(view, employees, &value, NULL) == POINTSMAN_OK && value == 12);
    CHECK(pointsman_lead_view_integer(view, id, &value, NULL) == POINTSMAN_WRONG_KIND && value == 0);
    CHECK(pointsman_lead_view_integer(view, find("budget"), &value, NULL) == POINTSMAN_MISSING);
    CHECK(pointsman_lead_view_integer(view, 0, &value, NULL) == POINTSMAN_FOREIGN);
    if (visit->freeing) {
        /* Freed while in use: gone when the call returns. */
        pointsman_context_free(visit->context);
        pointsman_lead_free(visit->lead);
        pointsman_snapshot_free(visit->state);
    }
    score->ten_thousandths = 10000;
    return POINTSMAN_OK;
}

static void re_entry(void) {
    for (int round = 0; round < 4; round++) {
        visit visit = {.in_batch = round % 2, .freeing = round >= 2};
        visit.context = new_context();
        visit.inner = new_context();
        visit.lead = new_lead("R1");
        visit.inner_lead = new_lead("R2");
        CHECK(pointsman_snapshot_clone(snapshot, &visit.state, NULL) == POINTSMAN_OK);
        CHECK(pointsman_text_new(&visit.text, NULL) == POINTSMAN_OK);
        pointsman_error *error;
        CHECK(pointsman_context_set_scorer(visit.context, "no such", 7, come_back, &visit, note_destroyed, &error) ==
              POINTSMAN_UNKNOWN_NAME);
        pointsman_error_free(error);
        CHECK(visit.destroyed == 0);
        CHECK(pointsman_context_set_scorer(visit.context, "warmth", 6, come_back, &visit, note_destroyed, NULL) ==
              POINTSMAN_OK);
        CHECK(pointsman_context_set_scorer(visit.context, "warmth", 6, come_back, &visit, note_destroyed, NULL) ==
              POINTSMAN_OK);
        CHECK(visit.destroyed == 1);
        CHECK(pointsman_context_set_observer(visit.context, look, &visit, note_destroyed, NULL) == POINTSMAN_OK);
        pointsman_request request = POINTSMAN_REQUEST_INIT;
        pointsman_decision decision = POINTSMAN_DECISION_INIT;
        request.now = NOW;
        request.route = "ranked";
        request.route_size = 6;
        int32_t status = visit.in_batch
                             ? pointsman_route_batch(visit.context, visit.state, &visit.lead, 1, &request, &decision,
                                                     sizeof decision, NULL)
                             : pointsman_route(visit.context, visit.state, visit.lead, &request, &decision, NULL);
        CHECK(status == POINTSMAN_OK && visit.calls == 1);
        if (!visit.freeing) {
            CHECK(decision.rep && strcmp(decision.rep, "anna") == 0);
            pointsman_context_free(visit.context);
            pointsman_lead_free(visit.lead);
            pointsman_snapshot_free(visit.state);
        }
        CHECK(visit.destroyed == 3);
        pointsman_context_free(visit.inner);
        pointsman_lead_free(visit.inner_lead);
        pointsman_text_free(visit.text);
    }
}

static int32_t scores_employees(void *user_data, const pointsman_lead_view *view, pointsman_score *score) {
    int64_t value;
    ++*(int *)user_data;
    if (pointsman_lead_view_decimal(view, employees, &value, NULL) != POINTSMAN_OK)
        return POINTSMAN_MISSING;
    score->ten_thousandths = value;
    return POINTSMAN_OK;
}

/* One ruleset and one snapshot for all threads; a context with its scorer, leads and texts for each. */
static void *many(void *argument) {
    size_t *hash = argument;
    int asked = 0;
    pointsman_context *context = new_context();
    pointsman_text *text;
    CHECK(pointsman_text_new(&text, NULL) == POINTSMAN_OK);
    CHECK(pointsman_context_set_scorer(context, "warmth", 6, scores_employees, &asked, NULL, NULL) == POINTSMAN_OK);
    pointsman_lead *lead = new_lead("M");
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = NOW;
    *hash = 5381;
    for (int i = 1; i <= 500; i++) {
        char name[16];
        int size = snprintf(name, sizeof name, "M%d", i);
        request.route = i % 2 ? "ranked" : "inbound";
        request.route_size = strlen(request.route);
        CHECK(pointsman_lead_set_text(lead, id, name, (size_t)size, NULL) == POINTSMAN_OK);
        CHECK(pointsman_lead_set_integer(lead, employees, i, NULL) == POINTSMAN_OK);
        pointsman_decision decision = POINTSMAN_DECISION_INIT;
        CHECK(pointsman_route(context, snapshot, lead, &request, &decision, NULL) == POINTSMAN_OK);
        const pointsman_assignment *assignment;
        CHECK(pointsman_context_assignment(context, 0, &assignment, NULL) == POINTSMAN_OK);
        CHECK(pointsman_assignment_json(assignment, text, NULL) == POINTSMAN_OK);
        const char *json;
        CHECK(pointsman_text_get(text, &json, &(size_t){0}, NULL) == POINTSMAN_OK);
        for (; *json; json++)
            *hash = *hash * 33 + (unsigned char)*json;
    }
    CHECK(asked == 250);
    pointsman_lead_free(lead);
    pointsman_context_free(context);
    pointsman_text_free(text);
    return NULL;
}

static void threads(void) {
    pthread_t running[THREADS];
    size_t hashes[THREADS], alone;
    many(&alone);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&running[i], NULL, many, &hashes[i]) == 0);
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(running[i], NULL) == 0);
        CHECK(hashes[i] == alone);
    }
}

/* Calls from a coroutine, whose stack is not its thread's: koffi and PHP's fibers do so. */
static ucontext_t outside, coroutine;
static const char *coroutine_policy;

static void in_coroutine(void) {
    pointsman_ruleset *compiled;
    pointsman_error *error;
    int32_t status =
        pointsman_ruleset_compile("c.route", 7, coroutine_policy, strlen(coroutine_policy), &compiled, &error);
    if (status != POINTSMAN_OK)
        printf("%s\n", pointsman_error_message(error, NULL));
    CHECK(status == POINTSMAN_OK);
    const char *one, *other;
    size_t size;
    CHECK(pointsman_ruleset_fingerprint(ruleset, &one, &size, NULL) == POINTSMAN_OK);
    CHECK(pointsman_ruleset_fingerprint(compiled, &other, &size, NULL) == POINTSMAN_OK);
    CHECK(strcmp(one, other) == 0);
    CHECK(pointsman_fault_drill(NULL) == POINTSMAN_FAULT);
    pointsman_context *context = new_context();
    pointsman_lead *lead = new_lead("F1");
    pointsman_decision decision = POINTSMAN_DECISION_INIT;
    CHECK(route(context, lead, &decision) == POINTSMAN_OK && decision.rep != NULL);
    pointsman_lead_free(lead);
    pointsman_context_free(context);
    pointsman_ruleset_free(compiled);
}

static void coroutines(const char *policy) {
    size_t size = 256 << 10;
    void *stack = malloc(size);
    coroutine_policy = policy;
    CHECK(getcontext(&coroutine) == 0);
    coroutine.uc_stack.ss_sp = stack;
    coroutine.uc_stack.ss_size = size;
    coroutine.uc_link = &outside;
    makecontext(&coroutine, in_coroutine, 0);
    CHECK(swapcontext(&outside, &coroutine) == 0);
    free(stack);
}

int main(int count, char **arguments) {
    if (count != 2)
        return 2;
    char *policy = read_file(arguments[1], "inbound.route"), *state = read_file(arguments[1], "snapshot.json");
    const char *other = "pointsman 1\nlead { id: text }\nqueue q\nroute r { otherwise { assign queue q } }\n";
    CHECK(pointsman_ruleset_compile("p.route", 7, policy, strlen(policy), &ruleset, NULL) == POINTSMAN_OK);
    CHECK(pointsman_ruleset_compile("o.route", 7, other, strlen(other), &other_ruleset, NULL) == POINTSMAN_OK);
    CHECK(pointsman_snapshot_read(ruleset, state, strlen(state), &snapshot, NULL) == POINTSMAN_OK);
    id = find("id");
    country = find("country");
    employees = find("employees");
    demo = find("demo");
    created = find("created");
    garbage();
    puts("garbage");
    texts();
    puts("texts");
    panics();
    puts("panics");
    re_entry();
    puts("re-entry");
    threads();
    puts("threads");
    coroutines(policy);
    puts("coroutines");
    pointsman_snapshot_free(snapshot);
    pointsman_ruleset_free(ruleset);
    pointsman_ruleset_free(other_ruleset);
    free(policy);
    free(state);
    return 0;
}
