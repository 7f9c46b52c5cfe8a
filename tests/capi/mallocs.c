/* What is asked of the memory once a host is warm: this program's malloc is the library's too (glibc).
 * usage: mallocs FOLDER-OF-THE-SCENARIO */
#include "pointsman.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *at, size_t size);
extern void __libc_free(void *at);

static long asked, held;

void *malloc(size_t size) {
    asked++;
    held++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    asked++;
    held++;
    return __libc_calloc(count, size);
}

void *realloc(void *at, size_t size) {
    asked++;
    held += at == NULL;
    return __libc_realloc(at, size);
}

void free(void *at) {
    held -= at != NULL;
    __libc_free(at);
}

static void check(int32_t status) {
    if (status != POINTSMAN_OK) {
        printf("status %d\n", status);
        exit(1);
    }
}

static char text[65536];

static size_t read_file(const char *folder, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "rb");
    size_t size = stream ? fread(text, 1, sizeof text, stream) : 0;
    if (stream)
        fclose(stream);
    return size;
}

static uint64_t ids[16];

static void fill(pointsman_lead *lead, int turn) {
    static const char *const items[] = {"ore", "coal"};
    static const size_t sizes[] = {3, 4};
    check(pointsman_lead_clear(lead, NULL));
    check(pointsman_lead_set_text(lead, ids[0], "L1", 2, NULL));
    check(pointsman_lead_set_text(lead, ids[1], turn % 2 ? "Bergbau AG" : "Bergbau", turn % 2 ? 10 : 7, NULL));
    check(pointsman_lead_set_text(lead, ids[2], "DE", 2, NULL));
    check(pointsman_lead_set_integer(lead, ids[3], turn + 1, NULL));
    check(pointsman_lead_set_decimal(lead, ids[4], 500000000, NULL));
    check(pointsman_lead_set_decimal(lead, ids[5], 2500, NULL));
    check(pointsman_lead_set_boolean(lead, ids[6], 1, NULL));
    check(pointsman_lead_set_text(lead, ids[7], "website", 7, NULL));
    check(pointsman_lead_set_texts(lead, ids[8], items, sizes, 2, NULL));
    check(pointsman_lead_set_missing(lead, ids[9], NULL));
    check(pointsman_lead_set_time(lead, ids[10], 1772443200000000, NULL));
}

/* Notes, tags and promises of an answer are its own memory; a decision that states none asks for nothing once the team
 * has given each of its members a lead today and the lead has been read. */
static const char plain[] = "pointsman 1\n"
                            "lead { id: text  country: country optional  employees: integer optional }\n"
                            "rep { languages: list of text  weight: decimal default 1 }\n"
                            "score size { start at 10  add 40 when employees >= 1000 }\n"
                            "team germany { members where \"de\" in languages  cap lead 900 per day }\n"
                            "queue triage\n"
                            "main route inbound {\n"
                            "  rule large { when size >= 50  when country is DE\n"
                            "    assign team germany by evenly per month weight rep.weight else queue triage }\n"
                            "  otherwise { assign queue triage }\n"
                            "}\n";
static const char people[] = "{\"reps\":[{\"id\":\"anna\",\"languages\":[\"de\"]},{\"id\":\"ben\",\"languages\":[\"de\"]}]}";
static const char one[] = "{\"id\":\"L1\",\"country\":\"DE\",\"employees\":1200}";

static long routes(void) {
    pointsman_ruleset *rules;
    pointsman_snapshot *state;
    pointsman_context *context;
    pointsman_lead *lead;
    const pointsman_assignment *answer;
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    pointsman_decision decision = POINTSMAN_DECISION_INIT;
    request.now = 1772443200000000;
    check(pointsman_ruleset_compile("p.route", 7, plain, sizeof plain - 1, &rules, NULL));
    check(pointsman_snapshot_read(rules, people, sizeof people - 1, &state, NULL));
    check(pointsman_context_new(rules, &context, NULL));
    check(pointsman_lead_new(rules, &lead, NULL));
    check(pointsman_lead_set_json(lead, one, sizeof one - 1, NULL));
    for (int turn = 0; turn < 2; turn++) {
        check(pointsman_route(context, state, lead, &request, &decision, NULL));
        check(pointsman_context_assignment(context, 0, &answer, NULL));
        check(pointsman_snapshot_apply(state, answer, NULL));
    }
    check(pointsman_route(context, state, lead, &request, &decision, NULL));
    long before = asked;
    for (int turn = 0; turn < 1000; turn++)
        check(pointsman_route(context, state, lead, &request, &decision, NULL));
    long routing = asked - before;
    if (decision.outcome != POINTSMAN_OUTCOME_ASSIGNED)
        routing = -1;
    pointsman_lead_free(lead);
    pointsman_context_free(context);
    pointsman_snapshot_free(state);
    pointsman_ruleset_free(rules);
    return routing;
}

int main(int count, char **arguments) {
    if (count != 2)
        return 2;
    pointsman_ruleset *rules;
    pointsman_snapshot *state;
    pointsman_context *context;
    pointsman_lead *lead;
    size_t size = read_file(arguments[1], "inbound.route");
    check(pointsman_ruleset_compile("p.route", 7, text, size, &rules, NULL));
    size = read_file(arguments[1], "snapshot.json");
    check(pointsman_snapshot_read(rules, text, size, &state, NULL));
    check(pointsman_context_new(rules, &context, NULL));
    check(pointsman_lead_new(rules, &lead, NULL));
    for (size_t i = 0; i < pointsman_ruleset_attribute_count(rules); i++) {
        pointsman_attribute attribute = POINTSMAN_ATTRIBUTE_INIT;
        check(pointsman_ruleset_attribute(rules, i, &attribute, NULL));
        ids[i] = attribute.id;
    }
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    pointsman_decision decision = POINTSMAN_DECISION_INIT;
    request.now = 1772443200000000;
    for (int turn = 0; turn < 20; turn++) {
        fill(lead, turn);
        check(pointsman_route(context, state, lead, &request, &decision, NULL));
    }
    long before = asked;
    for (int turn = 0; turn < 1000; turn++)
        fill(lead, turn);
    long filling = asked - before;
    long routing = routes(), kept = held;
    for (int turn = 0; turn < 1000; turn++) {
        fill(lead, turn);
        check(pointsman_route(context, state, lead, &request, &decision, NULL));
        /* A call that is refused keeps nothing either. */
        if (pointsman_lead_set_text(lead, 1, "x", 1, NULL) != POINTSMAN_FOREIGN)
            return 1;
    }
    /* One lead is read now that was not then: its memory is its own. */
    check(pointsman_lead_clear(lead, NULL));
    printf("filling 1,000 leads asked %ld times, 1,000 routes %ld times; held after 1,000 routes: %s\n", filling, routing,
           held <= kept ? "no more" : "more");
    pointsman_lead_free(lead);
    pointsman_context_free(context);
    pointsman_snapshot_free(state);
    pointsman_ruleset_free(rules);
    return 0;
}
