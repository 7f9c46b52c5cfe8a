/* Compiles a policy, routes leads, stores what follows from each decision. README.md says how to build it. */
#include "pointsman.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char policy[] =
    "pointsman 1\n"
    "lead { id: text  country: country optional  employees: integer optional }\n"
    "rep { languages: list of text }\n"
    "team germany { members where \"de\" in languages  distribute by round robin }\n"
    "queue triage\n"
    "main route inbound {\n"
    "  rule dach { when country in [DE, AT, CH]  assign team germany else queue triage }\n"
    "  otherwise { assign queue triage }\n"
    "}\n";

static const char people[] = "{ \"reps\": [ { \"id\": \"anna\", \"languages\": [\"de\"] },"
                             "             { \"id\": \"ben\", \"languages\": [\"de\", \"en\"] } ] }";

/* Every call returns 0 when it is done, and says in `error` why it is not. */
static void check(int32_t status, pointsman_error **error) {
    if (status != POINTSMAN_OK) {
        fprintf(stderr, "%s\n", pointsman_error_message(*error, NULL));
        exit(1);
    }
}

int main(void) {
    pointsman_error *error = NULL;

    /* Once: the policy, the names of its attributes, the people. */
    pointsman_ruleset *rules;
    check(pointsman_ruleset_compile("inbound.route", 13, policy, strlen(policy), &rules, &error), &error);
    uint64_t id, country, employees;
    check(pointsman_ruleset_attribute_find(rules, "id", 2, &id, &error), &error);
    check(pointsman_ruleset_attribute_find(rules, "country", 7, &country, &error), &error);
    check(pointsman_ruleset_attribute_find(rules, "employees", 9, &employees, &error), &error);
    pointsman_snapshot *state;
    check(pointsman_snapshot_read(rules, people, strlen(people), &state, &error), &error);

    /* Once a thread: a context, a lead to fill again and again, a buffer for text. */
    pointsman_context *context;
    pointsman_lead *lead;
    pointsman_text *text;
    check(pointsman_context_new(rules, &context, &error), &error);
    check(pointsman_lead_new(rules, &lead, &error), &error);
    check(pointsman_text_new(&text, &error), &error);

    static const struct {
        const char *id, *country;
        int64_t employees;
    } leads[] = {{"L1", "Germany", 1200}, {"L2", "AT", 40}, {"L3", "France", 7}};
    pointsman_request request = POINTSMAN_REQUEST_INIT;
    request.now = INT64_C(1772442900000000); /* 2026-03-02T09:15:00Z: the clock is yours */

    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        check(pointsman_lead_clear(lead, &error), &error);
        check(pointsman_lead_set_text(lead, id, leads[i].id, strlen(leads[i].id), &error), &error);
        check(pointsman_lead_set_text(lead, country, leads[i].country, strlen(leads[i].country), &error), &error);
        check(pointsman_lead_set_integer(lead, employees, leads[i].employees, &error), &error);

        pointsman_decision decision = POINTSMAN_DECISION_INIT;
        check(pointsman_route(context, state, lead, &request, &decision, &error), &error);
        printf("%s is %s: %s, by rule %s\n", leads[i].id, pointsman_outcome_name(decision.outcome),
               decision.rep ? decision.rep : decision.queue, decision.rule);

        /* Nothing has changed yet. What to store is in the assignment; applied, the next lead sees it. */
        const pointsman_assignment *assignment;
        check(pointsman_context_assignment(context, 0, &assignment, &error), &error);
        check(pointsman_snapshot_apply(state, assignment, &error), &error);
    }

    /* Why? */
    check(pointsman_explain(context, state, lead, &request, POINTSMAN_EXPLAIN_TEXT, text, &error), &error);
    const char *explanation;
    size_t size;
    check(pointsman_text_get(text, &explanation, &size, &error), &error);
    printf("\n%s", explanation);

    pointsman_text_free(text);
    pointsman_lead_free(lead);
    pointsman_context_free(context);
    pointsman_snapshot_free(state);
    pointsman_ruleset_free(rules);
    return 0;
}
