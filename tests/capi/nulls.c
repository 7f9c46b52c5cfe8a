/* The frame of a program whose calls are written from the header; see nulls.rs. */
#include "pointsman.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const scorer_name = "warmth", *const attribute_name = "id", *const rep_name = "anna";
static const char *const channel_name = "lead", *const any_text = "any", *const empty_json = "{}";
static const char *const policy_text = "pointsman 1\n"
                                       "lead { id: text  n: integer optional  d: decimal optional  b: boolean optional\n"
                                       "  t: datetime optional  l: list of text optional }\n"
                                       "score warmth from scorer \"warmth\"\n"
                                       "queue q\n"
                                       "team all { members [\"anna\"] }\n"
                                       "route r { rule w { when warmth >= 0  assign queue q }\n"
                                       "  rule warned { when b is yes  unless n > 3  assign queue q }\n"
                                       "  otherwise { tag \"t\"  assign queue q } }\n";
static const char *const assignment_json = "{\"outcome\":\"queued\"}";
static char policy_path[1024];

static const char cut_short[] = "ab\xc3", overlong[] = "\xc0\xaf", surrogate[] = "\xed\xa0\x80";

static pointsman_error *error, *some_error;
static pointsman_compiler *some_compiler;
static pointsman_ruleset *some_ruleset;
static pointsman_lead *some_lead, *some_leads[1];
static pointsman_snapshot *some_snapshot;
static pointsman_context *some_context;
static pointsman_text *some_text, *other_text;
static pointsman_assignment *some_assignment;
static pointsman_diagnostic some_diagnostic = POINTSMAN_DIAGNOSTIC_INIT;
static pointsman_attribute some_attribute = POINTSMAN_ATTRIBUTE_INIT;
static pointsman_request some_request = POINTSMAN_REQUEST_INIT;
static pointsman_decision some_decision = POINTSMAN_DECISION_INIT;
static const char *some_texts[] = {"a"};
static const size_t some_sizes[] = {1};
static uint64_t attribute_text, attribute_integer, attribute_decimal, attribute_boolean, attribute_time, attribute_list;

static const char *out_char;
static size_t out_size_t;
static uint32_t out_uint32_t;
static uint64_t out_uint64_t;
static int64_t out_int64_t;
static pointsman_text *out_text;
static pointsman_compiler *out_compiler;
static pointsman_ruleset *out_ruleset;
static pointsman_lead *out_lead;
static pointsman_snapshot *out_snapshot;
static pointsman_context *out_context;
static pointsman_assignment *out_assignment;
static const pointsman_assignment *lent_assignment;

static int calls, wrong;

static void renew_compiler(void) {
    pointsman_compiler_free(some_compiler);
    if (pointsman_compiler_new(&some_compiler, NULL) != POINTSMAN_OK ||
        pointsman_compiler_add(some_compiler, "p.route", 7, policy_text, strlen(policy_text), NULL) != POINTSMAN_OK)
        abort();
}

static void expect(const char *function, const char *parameter, int32_t expected, int32_t status) {
    calls++;
    const char *message = pointsman_error_message(error, NULL);
    if (status != expected) {
        printf("%s, %s: status %d instead of %d: %s\n", function, parameter, status, expected,
               message ? message : "no error");
        wrong++;
    }
    if (status == POINTSMAN_NULL_ARGUMENT && (out_char || out_size_t || out_uint32_t || out_uint64_t || out_int64_t ||
                                              out_text || out_compiler || out_ruleset || out_lead || out_snapshot ||
                                              out_context || out_assignment || lent_assignment)) {
        printf("%s, %s: an output was left behind\n", function, parameter);
        wrong++;
    }
    pointsman_error_free(error);
    error = NULL;
    if (!strcmp(function, "pointsman_compiler_add"))
        renew_compiler();
    out_char = NULL;
    out_size_t = 0;
    out_uint32_t = 0;
    out_uint64_t = 0;
    out_int64_t = 0;
    pointsman_text_free(out_text);
    out_text = NULL;
    pointsman_compiler_free(out_compiler);
    out_compiler = NULL;
    pointsman_ruleset_free(out_ruleset);
    out_ruleset = NULL;
    pointsman_lead_free(out_lead);
    out_lead = NULL;
    pointsman_snapshot_free(out_snapshot);
    out_snapshot = NULL;
    pointsman_context_free(out_context);
    out_context = NULL;
    pointsman_assignment_free(out_assignment);
    out_assignment = NULL;
    lent_assignment = NULL;
}

static void nothing(const char *function, int is_nothing) {
    calls++;
    if (!is_nothing) {
        printf("%s: something for NULL\n", function);
        wrong++;
    }
}

/* Bytes whose last one is the last one that may be read. */
static const char *at_the_edge(const char *bytes, size_t size) {
    static char *edge;
    if (!edge) {
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        edge = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (edge == MAP_FAILED || mprotect(edge + page, page, PROT_NONE) != 0)
            abort();
        edge += page;
    }
    return memcpy(edge - size, bytes, size);
}

static int32_t some_scorer(void *user_data, const pointsman_lead_view *view, pointsman_score *score) {
    (void)user_data, (void)view, (void)score;
    return POINTSMAN_MISSING;
}

static void some_observer(void *user_data, const pointsman_observed *observed) { (void)user_data, (void)observed; }

/* CHECKS */

static int32_t viewing(void *user_data, const pointsman_lead_view *view, pointsman_score *score) {
    (void)score;
    if (!*(int *)user_data)
        check_views(view);
    *(int *)user_data = 1;
    return POINTSMAN_MISSING;
}

static void done(int32_t status) {
    if (status != POINTSMAN_OK) {
        printf("status %d: %s\n", status, pointsman_error_message(error, NULL));
        exit(1);
    }
}

static uint64_t attribute(const char *name) {
    uint64_t id;
    done(pointsman_ruleset_attribute_find(some_ruleset, name, strlen(name), &id, &error));
    return id;
}

int main(int count, char **arguments) {
    if (count != 2)
        return 2;
    snprintf(policy_path, sizeof policy_path, "%s/inbound.route", arguments[1]);
    const char *people = "{\"reps\":[{\"id\":\"anna\"}]}";
    done(pointsman_ruleset_compile("p.route", 7, policy_text, strlen(policy_text), &some_ruleset, &error));
    renew_compiler();
    done(pointsman_snapshot_read(some_ruleset, people, strlen(people), &some_snapshot, &error));
    done(pointsman_lead_new(some_ruleset, &some_lead, &error));
    done(pointsman_context_new(some_ruleset, &some_context, &error));
    done(pointsman_text_new(&some_text, &error));
    done(pointsman_text_new(&other_text, &error));
    some_leads[0] = some_lead;
    attribute_text = attribute("id");
    attribute_integer = attribute("n");
    attribute_decimal = attribute("d");
    attribute_boolean = attribute("b");
    attribute_time = attribute("t");
    attribute_list = attribute("l");
    done(pointsman_lead_set_text(some_lead, attribute_text, "L1", 2, &error));
    done(pointsman_lead_set_integer(some_lead, attribute_integer, 3, &error));
    done(pointsman_lead_set_decimal(some_lead, attribute_decimal, 12500, &error));
    pointsman_ruleset_compile("b.route", 7, "pointsman 1\n!", 13, &out_ruleset, &some_error);

    int viewed = 0;
    done(pointsman_context_set_scorer(some_context, "warmth", 6, viewing, &viewed, NULL, &error));
    done(pointsman_route(some_context, some_snapshot, some_lead, &some_request, &some_decision, &error));
    done(pointsman_context_assignment(some_context, 0, &lent_assignment, &error));
    done(pointsman_assignment_clone(lent_assignment, &some_assignment, &error));
    lent_assignment = NULL;
    check_others();
    if (!wrong)
        printf("%d calls as expected\n", calls);
    return wrong != 0;
}
