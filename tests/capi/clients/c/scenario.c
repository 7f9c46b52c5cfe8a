/* The scenario that every host language runs; its output is compared byte by byte. C11.
 * usage: scenario FOLDER-OF-THE-SCENARIO */
#include "pointsman.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1772443200000000) /* 2026-03-02T09:20:00Z */
#define LEADS 6
#define BATCH 1000

typedef struct file {
    char *data;
    size_t size;
} file;

static void fail(const pointsman_error *error) {
    fprintf(stderr, "status %" PRId32 ": %s\n", pointsman_error_code(error), pointsman_error_message(error, NULL));
    exit(1);
}

/* Ends the program when a call failed that must not. */
#define DONE(call, error) ((call) == POINTSMAN_OK ? (void)0 : fail(error))

static file read_file(const char *folder, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        perror(path);
        exit(1);
    }
    fseek(stream, 0, SEEK_END);
    file file = {NULL, (size_t)ftell(stream)};
    rewind(stream);
    file.data = malloc(file.size + 1);
    if (fread(file.data, 1, file.size, stream) != file.size) {
        perror(path);
        exit(1);
    }
    file.data[file.size] = 0;
    fclose(stream);
    return file;
}

static const char *text_of(const pointsman_text *text, size_t *size) {
    pointsman_error *error;
    const char *data;
    size_t length;
    DONE(pointsman_text_get(text, &data, &length, &error), error);
    if (size)
        *size = length;
    return data;
}

static const char *json_of(const pointsman_assignment *assignment, pointsman_text *into) {
    pointsman_error *error;
    DONE(pointsman_assignment_json(assignment, into, &error), error);
    return text_of(into, NULL);
}

static const pointsman_assignment *answer_of(pointsman_context *context, size_t index) {
    pointsman_error *error;
    const pointsman_assignment *assignment;
    DONE(pointsman_context_assignment(context, index, &assignment, &error), error);
    return assignment;
}

static void mistakes(const char *folder) {
    puts("== three mistakes");
    file text = read_file(folder, "broken.route");
    pointsman_ruleset *ruleset;
    pointsman_error *error, *second;
    int32_t status = pointsman_ruleset_compile("broken.route", 12, text.data, text.size, &ruleset, &error);
    printf("status %" PRId32 ", ruleset %s\n", status, ruleset ? "there" : "none");
    for (size_t i = 0; i < pointsman_error_diagnostic_count(error); i++) {
        pointsman_diagnostic found = POINTSMAN_DIAGNOSTIC_INIT;
        DONE(pointsman_error_diagnostic(error, i, &found, &second), second);
        printf("%s:%" PRIu32 ":%" PRIu32 "-%" PRIu32 ": %s %s\n", found.source, found.line, found.column,
               found.end_column, found.code, found.message);
    }
    const char *path;
    size_t path_size;
    uint32_t line, column;
    DONE(pointsman_error_place(error, &path, &path_size, &line, &column, &second), second);
    printf("first at %" PRIu32 ":%" PRIu32 "\n", line, column);
    pointsman_error_free(error);
    free(text.data);
}

static void describe(const pointsman_ruleset *ruleset) {
    puts("== the policy");
    pointsman_error *error;
    const char *data;
    size_t size;
    DONE(pointsman_ruleset_fingerprint(ruleset, &data, &size, &error), error);
    printf("%.*s\n", (int)size, data);
    for (int32_t of = POINTSMAN_NAMES_ROUTES; of <= POINTSMAN_NAMES_SCORERS; of++)
        for (size_t i = 0; i < pointsman_ruleset_name_count(ruleset, of); i++) {
            DONE(pointsman_ruleset_name(ruleset, of, i, &data, &size, &error), error);
            printf("%s %s\n", of == POINTSMAN_NAMES_ROUTES ? "route" : "scorer", data);
        }
    for (size_t i = 0; i < pointsman_ruleset_attribute_count(ruleset); i++) {
        pointsman_attribute attribute = POINTSMAN_ATTRIBUTE_INIT;
        DONE(pointsman_ruleset_attribute(ruleset, i, &attribute, &error), error);
        printf("%s: kind %" PRId32 ", items %" PRId32 ", required %" PRId32 ", private %" PRId32 ", column %s\n",
               attribute.name, attribute.kind, attribute.item_kind, attribute.is_required, attribute.is_private,
               attribute.column ? attribute.column : "none");
    }
}

/* One cell of `leads.txt`, by the attribute's kind. */
static void set(pointsman_lead *lead, const pointsman_attribute *attribute, const char *cell, size_t size) {
    pointsman_error *error;
    if (size == 0)
        return;
    if (attribute->kind == POINTSMAN_KIND_INTEGER) {
        DONE(pointsman_lead_set_integer(lead, attribute->id, strtoll(cell, NULL, 10), &error), error);
    } else if (attribute->kind == POINTSMAN_KIND_MONEY || attribute->kind == POINTSMAN_KIND_PERCENT) {
        DONE(pointsman_lead_set_decimal(lead, attribute->id, strtoll(cell, NULL, 10), &error), error);
    } else if (attribute->kind == POINTSMAN_KIND_BOOLEAN) {
        DONE(pointsman_lead_set_boolean(lead, attribute->id, *cell == '1', &error), error);
    } else if (attribute->kind == POINTSMAN_KIND_DATETIME) {
        DONE(pointsman_lead_set_time(lead, attribute->id, strtoll(cell, NULL, 10), &error), error);
    } else if (attribute->kind == POINTSMAN_KIND_LIST) {
        const char *items[8];
        size_t sizes[8], count = 0;
        for (const char *from = cell, *end = cell + size; from <= end && count < 8;) {
            const char *to = memchr(from, ';', (size_t)(end - from));
            to = to ? to : end;
            items[count] = from;
            sizes[count++] = (size_t)(to - from);
            from = to + 1;
        }
        DONE(pointsman_lead_set_texts(lead, attribute->id, items, sizes, count, &error), error);
    } else {
        DONE(pointsman_lead_set_text(lead, attribute->id, cell, size, &error), error);
    }
}

static void fill(const pointsman_ruleset *ruleset, pointsman_lead *leads[LEADS], const char *table) {
    pointsman_error *error;
    table = strchr(table, '\n') + 1;
    for (size_t row = 0; row < LEADS; row++) {
        DONE(pointsman_lead_new(ruleset, &leads[row], &error), error);
        const char *end = strchr(table, '\n');
        for (size_t i = 0; table < end; i++) {
            const char *bar = memchr(table, '|', (size_t)(end - table));
            bar = bar ? bar : end;
            pointsman_attribute attribute = POINTSMAN_ATTRIBUTE_INIT;
            DONE(pointsman_ruleset_attribute(ruleset, i, &attribute, &error), error);
            set(leads[row], &attribute, table, (size_t)(bar - table));
            table = bar + 1;
        }
        table = end + 1;
    }
}

static void six_leads(pointsman_context *context, const pointsman_snapshot *snapshot, pointsman_lead *leads[LEADS],
                      const char *lines, pointsman_text *one, pointsman_text *other) {
    puts("== six leads, typed and as JSON");
    pointsman_error *error;
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = NOW;
    for (size_t i = 0; i < LEADS; i++) {
        pointsman_decision decision = POINTSMAN_DECISION_INIT;
        DONE(pointsman_route(context, snapshot, leads[i], &request, &decision, &error), error);
        printf("%s %s %s, due %" PRId64 "\n", pointsman_outcome_name(decision.outcome),
               decision.rep ? decision.rep : "-", decision.rule ? decision.rule : "-", decision.sla_due);
        const char *typed = json_of(answer_of(context, 0), one);
        puts(typed);
        const char *end = strchr(lines, '\n');
        DONE(pointsman_route_json(context, snapshot, lines, (size_t)(end - lines), NOW, other, &error), error);
        printf("the same from JSON: %s\n", strcmp(typed, text_of(other, NULL)) ? "no" : "yes");
        lines = end + 1;
    }
}

static void fills_up(pointsman_context *context, pointsman_snapshot *snapshot, pointsman_lead *lead) {
    puts("== anna fills up, then ben; a pause; an end of work");
    pointsman_error *error;
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = NOW;
    for (int turn = 0; turn < 10; turn++) {
        if (turn == 6 || turn == 8)
            DONE(pointsman_snapshot_set_open(snapshot, "anna", 4, "lead", 4, 1, &error), error);
        if (turn >= 8)
            DONE(pointsman_snapshot_set_paused(snapshot, "anna", 4, turn == 8, &error), error);
        pointsman_decision decision = POINTSMAN_DECISION_INIT;
        DONE(pointsman_route(context, snapshot, lead, &request, &decision, &error), error);
        printf("version %" PRIu64 ": %s\n", pointsman_snapshot_version(snapshot),
               decision.rep ? decision.rep : decision.queue);
        DONE(pointsman_snapshot_apply(snapshot, answer_of(context, 0), &error), error);
    }
}

static void stale(pointsman_context *context, pointsman_snapshot *snapshot, pointsman_lead *lead, pointsman_text *text) {
    puts("== a stale decision is refused");
    pointsman_error *error;
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = NOW;
    pointsman_decision decision = POINTSMAN_DECISION_INIT;
    pointsman_assignment *kept;
    DONE(pointsman_route(context, snapshot, lead, &request, &decision, &error), error);
    DONE(pointsman_assignment_clone(answer_of(context, 0), &kept, &error), error);
    DONE(pointsman_snapshot_apply(snapshot, kept, &error), error);
    int32_t status = pointsman_snapshot_apply(snapshot, kept, &error);
    printf("status %" PRId32 ": %s\n", status, pointsman_error_message(error, NULL));
    pointsman_error_free(error);
    size_t size;
    const char *json = (json_of(kept, text), text_of(text, &size));
    status = pointsman_snapshot_apply_json(snapshot, json, size, NULL);
    printf("status %" PRId32 ", version %" PRIu64 "\n", status, pointsman_snapshot_version(snapshot));
    pointsman_assignment_free(kept);
}

typedef struct scorer_state {
    uint64_t employees;
    int calls, destroyed, observed;
} scorer_state;

static int32_t smallest_first(void *user_data, const pointsman_lead_view *lead, pointsman_score *score) {
    scorer_state *state = user_data;
    int64_t employees;
    state->calls++;
    if (pointsman_lead_view_integer(lead, state->employees, &employees, NULL) != POINTSMAN_OK)
        return POINTSMAN_MISSING;
    score->ten_thousandths = -employees * 10000;
    score->version = "v1";
    score->version_size = 2;
    return POINTSMAN_OK;
}

static void count_destroyed(void *user_data) { ((scorer_state *)user_data)->destroyed++; }

static void count_observed(void *user_data, const pointsman_observed *observed) {
    ((scorer_state *)user_data)->observed += observed->rep != NULL;
}

static void reversed(const pointsman_ruleset *ruleset, const pointsman_snapshot *snapshot, pointsman_lead *leads[LEADS]) {
    puts("== a scorer reverses the order");
    pointsman_error *error;
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = NOW;
    request.route = "ranked";
    request.route_size = 6;
    scorer_state state = {0, 0, 0, 0};
    DONE(pointsman_ruleset_attribute_find(ruleset, "employees", 9, &state.employees, &error), error);
    for (int with = 0; with < 2; with++) {
        pointsman_context *context;
        pointsman_snapshot *copy;
        DONE(pointsman_context_new(ruleset, &context, &error), error);
        DONE(pointsman_snapshot_clone(snapshot, &copy, &error), error);
        if (with) {
            DONE(pointsman_context_set_scorer(context, "warmth", 6, smallest_first, &state, count_destroyed, &error),
                 error);
            DONE(pointsman_context_set_observer(context, count_observed, &state, count_destroyed, &error), error);
        }
        pointsman_decision decisions[LEADS];
        DONE(pointsman_route_batch(context, copy, leads, LEADS, &request, decisions, sizeof *decisions, &error), error);
        for (size_t i = 0; i < LEADS; i++)
            printf("%s%s", i ? ", " : "", decisions[i].rep ? decisions[i].rep : decisions[i].queue);
        puts("");
        pointsman_context_free(context);
        pointsman_snapshot_free(copy);
    }
    printf("asked %d times, destroyed %d, observed %d with a rep\n", state.calls, state.destroyed, state.observed);
}

static void explained(pointsman_context *context, const pointsman_snapshot *snapshot, pointsman_lead *lead,
                      pointsman_text *text) {
    puts("== explained");
    pointsman_error *error;
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = NOW;
    DONE(pointsman_explain(context, snapshot, lead, &request, POINTSMAN_EXPLAIN_TEXT, text, &error), error);
    fputs(text_of(text, NULL), stdout);
    DONE(pointsman_explain(context, snapshot, lead, &request, POINTSMAN_EXPLAIN_JSON, text, &error), error);
    puts(text_of(text, NULL));
}

static void batch(const pointsman_ruleset *ruleset, pointsman_context *context, const pointsman_snapshot *snapshot,
                  pointsman_text *one, pointsman_text *other) {
    puts("== a batch of 1,000");
    static const char *const countries[] = {"DE", "FR", "AT", "US", "PL", "CH", "GB"};
    pointsman_error *error;
    uint64_t id, country, employees, created;
    DONE(pointsman_ruleset_attribute_find(ruleset, "id", 2, &id, &error), error);
    DONE(pointsman_ruleset_attribute_find(ruleset, "country", 7, &country, &error), error);
    DONE(pointsman_ruleset_attribute_find(ruleset, "employees", 9, &employees, &error), error);
    DONE(pointsman_ruleset_attribute_find(ruleset, "created", 7, &created, &error), error);
    pointsman_lead **leads = calloc(BATCH, sizeof *leads);
    pointsman_decision *decisions = calloc(BATCH, sizeof *decisions);
    for (int i = 0; i < BATCH; i++) {
        char name[16];
        int size = snprintf(name, sizeof name, "B%d", i);
        DONE(pointsman_lead_new(ruleset, &leads[i], &error), error);
        DONE(pointsman_lead_set_text(leads[i], id, name, (size_t)size, &error), error);
        DONE(pointsman_lead_set_text(leads[i], country, countries[i % 7], 2, &error), error);
        DONE(pointsman_lead_set_integer(leads[i], employees, i * 37 % 5000 + 1, &error), error);
        DONE(pointsman_lead_set_time(leads[i], created, NOW - i * INT64_C(1000000), &error), error);
    }
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = NOW;
    pointsman_snapshot *together, *single;
    pointsman_context *alone;
    DONE(pointsman_snapshot_clone(snapshot, &together, &error), error);
    DONE(pointsman_snapshot_clone(snapshot, &single, &error), error);
    DONE(pointsman_context_new(ruleset, &alone, &error), error);
    DONE(pointsman_route_batch(context, together, leads, BATCH, &request, decisions, sizeof *decisions, &error), error);
    int equal = 0;
    unsigned long bytes = 0, low = 1, high = 0; /* Adler-32 over all answers */
    for (size_t i = 0; i < BATCH; i++) {
        pointsman_decision decision = POINTSMAN_DECISION_INIT;
        DONE(pointsman_route(alone, single, leads[i], &request, &decision, &error), error);
        DONE(pointsman_snapshot_apply(single, answer_of(alone, 0), &error), error);
        const char *json = json_of(answer_of(context, i), one);
        equal += !strcmp(json, json_of(answer_of(alone, 0), other)) && decision.outcome == decisions[i].outcome;
        for (; *json; json++, bytes++) {
            low = (low + (unsigned char)*json) % 65521;
            high = (high + low) % 65521;
        }
    }
    printf("%d of %d equal singles; %lu bytes, sum %lu %lu\n", equal, BATCH, bytes, low, high);
    DONE(pointsman_snapshot_write(together, one, &error), error);
    puts(text_of(one, NULL));
    /* The ruleset, snapshots and leads may go in any order. */
    pointsman_snapshot_free(together);
    pointsman_snapshot_free(single);
    for (size_t i = 0; i < BATCH; i++)
        pointsman_lead_free(leads[i]);
    free(leads);
    free(decisions);
    pointsman_context_free(alone);
}

static void lines(pointsman_context *context, pointsman_snapshot *snapshot, file jsonl, pointsman_text *text) {
    puts("== JSON Lines");
    pointsman_error *error;
    DONE(pointsman_route_lines(context, snapshot, jsonl.data, jsonl.size, NOW, text, &error), error);
    fputs(text_of(text, NULL), stdout);
    const char *bad = "{\"id\":\"L7\"}\n\n{\"id\":";
    int32_t status = pointsman_route_lines(context, snapshot, bad, strlen(bad), NOW, text, &error);
    uint32_t line, column;
    const char *path;
    size_t size;
    pointsman_error_place(error, &path, &size, &line, &column, NULL);
    printf("status %" PRId32 " on line %" PRIu32 ": %s\n", status, line, pointsman_error_message(error, NULL));
    pointsman_error_free(error);
}

int main(int count, char **arguments) {
    if (count != 2)
        return 2;
    const char *folder = arguments[1];
    printf("pointsman %s, interface %" PRId32 "\n", pointsman_version(), pointsman_abi_version());
    mistakes(folder);

    file policy = read_file(folder, "inbound.route"), state = read_file(folder, "snapshot.json");
    file table = read_file(folder, "leads.txt"), jsonl = read_file(folder, "leads.jsonl");
    pointsman_error *error;
    pointsman_ruleset *ruleset;
    pointsman_snapshot *snapshot, *copy;
    pointsman_context *context;
    pointsman_text *one, *other;
    pointsman_lead *leads[LEADS];
    DONE(pointsman_ruleset_compile("inbound.route", 13, policy.data, policy.size, &ruleset, &error), error);
    DONE(pointsman_snapshot_read(ruleset, state.data, state.size, &snapshot, &error), error);
    DONE(pointsman_context_new(ruleset, &context, &error), error);
    DONE(pointsman_text_new(&one, &error), error);
    DONE(pointsman_text_new(&other, &error), error);

    describe(ruleset);
    fill(ruleset, leads, table.data);
    six_leads(context, snapshot, leads, jsonl.data, one, other);
    DONE(pointsman_snapshot_clone(snapshot, &copy, &error), error);
    fills_up(context, copy, leads[0]);
    pointsman_snapshot_free(copy);
    DONE(pointsman_snapshot_clone(snapshot, &copy, &error), error);
    stale(context, copy, leads[0], one);
    pointsman_snapshot_free(copy);
    reversed(ruleset, snapshot, leads);
    explained(context, snapshot, leads[0], one);
    batch(ruleset, context, snapshot, one, other);
    lines(context, snapshot, jsonl, one);

    pointsman_ruleset_free(ruleset);
    pointsman_snapshot_free(snapshot);
    for (size_t i = 0; i < LEADS; i++)
        pointsman_lead_free(leads[i]);
    pointsman_context_free(context);
    pointsman_text_free(one);
    pointsman_text_free(other);
    free(policy.data);
    free(state.data);
    free(table.data);
    free(jsonl.data);
    return 0;
}
