/* Three bugs of a host that AddressSanitizer must find. usage: planted used-after-free|freed-twice|lost */
#include "pointsman.h"

#include <stdio.h>
#include <string.h>

static const char policy[] = "pointsman 1\nlead { id: text }\nqueue q\nroute r { otherwise { assign queue q } }\n";

int main(int count, char **arguments) {
    pointsman_ruleset *ruleset;
    pointsman_lead *lead;
    uint64_t id;
    if (count != 2 || pointsman_ruleset_compile("p", 1, policy, sizeof policy - 1, &ruleset, NULL) ||
        pointsman_ruleset_attribute_find(ruleset, "id", 2, &id, NULL) || pointsman_lead_new(ruleset, &lead, NULL))
        return 0;
    if (!strcmp(arguments[1], "used-after-free")) {
        const char *fingerprint;
        size_t size;
        pointsman_ruleset_fingerprint(ruleset, &fingerprint, &size, NULL);
        pointsman_ruleset_free(ruleset);
        pointsman_lead_free(lead);
        puts(fingerprint); /* lent by what is gone */
        return 0;
    }
    if (!strcmp(arguments[1], "freed-twice")) {
        pointsman_lead_free(lead);
        pointsman_lead_free(lead);
        pointsman_ruleset_free(ruleset);
        return 0;
    }
    /* None is freed; of several at most the last can still be held by a register that nobody reads any more. */
    for (int more = 0; more < 16; more++) {
        pointsman_lead_set_text(lead, id, "L1", 2, NULL);
        if (pointsman_lead_new(ruleset, &lead, NULL))
            return 0;
    }
    lead = NULL;
    pointsman_ruleset_free(ruleset);
    return 0;
}
