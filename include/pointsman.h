/* pointsman: a lead-routing engine. A policy is compiled once; each lead then gets an assignment with its reasons.
 *
 * This header is the manual. `examples/c/route.c` is a whole program; `capi/README.md` says how to build and install.
 *
 *
 * WHAT EVERY CALL DOES
 *
 * Status. Most calls return an `int32_t`: 0 (`POINTSMAN_OK`) when done; positive when what you gave was refused (a policy
 * with mistakes, JSON of a wrong shape, a stale decision); negative when the call itself was wrong (NULL, an object in
 * use, an id of another ruleset) or the engine failed. "Nobody is free" and "nothing matched" are no failures: they are
 * outcomes.
 *
 * Errors. The last parameter is `pointsman_error **error`. It may be NULL: then only the status tells. Else NULL is
 * written on success, and on failure an object with the message, which you free with `pointsman_error_free`. Nothing
 * about errors is kept anywhere else, so threads and nested calls cannot mix them up.
 *
 * Outputs are always written: what you asked for, or NULL, 0 and empty text when the call fails. NULL where an object, a
 * place or a text is needed is `POINTSMAN_NULL_ARGUMENT`, never a crash. Every `..._free` takes NULL.
 *
 * Text goes in as pointer and size in bytes. It is UTF-8, and checked (`POINTSMAN_BAD_UTF8`); it needs no NUL at its
 * end. NULL with size 0 is the empty text. Text that comes out is lent by the object that is named with each call; it is
 * UTF-8 too, and a NUL stands behind its last byte, so that `printf("%s")` will do where it holds no NUL itself.
 *
 * Ownership. What `..._new`, `..._compile`, `..._read` and `..._clone` give you is yours, to be freed once with the
 * `..._free` of its type. Objects keep alive what they were made from: free them in any order.
 *
 * Threads. An object that a call takes as `const T *` may be in use by any number of threads in such calls; as `T *` it
 * must be in use by this call only. No object belongs to a thread. One `pointsman_context` a thread, one ruleset and one
 * snapshot for all of them, is how to decide in parallel. The library has no locks, no clock, no threads, no log.
 *
 * Structs are yours, and begin with `struct_size`: set it to `sizeof` (each has an `_INIT` that does). A library that is
 * newer than your header leaves alone what is beyond it. Fields named `flags` or `reserved` must be 0.
 *
 * Callbacks (scorers, observers) run inside the call that decides, in its thread. They may call the library, with other
 * objects than those of the call: a context, lead or snapshot that is in use answers `POINTSMAN_BUSY`, and freeing it
 * takes place when the call ends. They must return: no `longjmp`, no C++ exception.
 *
 * Faults. Should the engine itself fail, the call returns `POINTSMAN_FAULT` and prints nothing; objects that it took as
 * `T *` may then only be freed. `pointsman_fault_drill` shows it.
 *
 * Times are microseconds since 1970-01-01T00:00:00Z (`int64_t`); none is `POINTSMAN_NO_TIME`. You pass the time in: equal
 * questions on an equal snapshot get equal answers, to the byte.
 *
 * Numbers with a fraction are ten-thousandths (`int64_t`): 12500 is 1.25.
 *
 *
 * WHAT IT COSTS
 *
 * Compiled languages fill leads by attribute ids: a setter is a few nanoseconds, reading by the policy's schema happens
 * once, when the lead is first routed. Languages in which a call is dear (Python, Ruby) take `pointsman_route_lines`, or
 * `pointsman_route_json` for one. `benches/README.md` has figures.
 */
#ifndef POINTSMAN_H
#define POINTSMAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Versions ---------------------------------------------------------------------------------------------------------- */

/* The version of this header; compare with `pointsman_version()` if it matters to you. */
#define POINTSMAN_VERSION_MAJOR 0
#define POINTSMAN_VERSION_MINOR 1
#define POINTSMAN_VERSION_PATCH 0
#define POINTSMAN_VERSION "0.1.0"
/* major * 10000 + minor * 100 + patch */
#define POINTSMAN_VERSION_NUMBER                                                                                       \
    (POINTSMAN_VERSION_MAJOR * 10000 + POINTSMAN_VERSION_MINOR * 100 + POINTSMAN_VERSION_PATCH)

/* The version of this interface, and of `libpointsman.so.1`: names and layouts do not change within it. */
#define POINTSMAN_ABI_VERSION 1

/* The version of the library, as text that lives forever. */
const char *pointsman_version(void);

/* `POINTSMAN_ABI_VERSION` of the library. */
int32_t pointsman_abi_version(void);

/* Statuses ---------------------------------------------------------------------------------------------------------- */

#define POINTSMAN_OK 0
/* The policy has errors: the error lists the findings. */
#define POINTSMAN_COMPILE_FAILED 1
/* Not JSON, or not of the shape that is asked for: the error's path says where. */
#define POINTSMAN_BAD_JSON 2
#define POINTSMAN_BAD_UTF8 3
/* The snapshot has changed since the decision. Decide again. */
#define POINTSMAN_STALE 4
/* The policy has no such route, or several and none was asked for. */
#define POINTSMAN_NO_ROUTE 5
/* A file or folder that the system does not let us read, or that holds no policy. */
#define POINTSMAN_UNREADABLE 6
/* No attribute, rep or scorer of this name. */
#define POINTSMAN_UNKNOWN_NAME 7
/* A time beyond the years -9999 to 9999, a number that has no place in 64 bits. */
#define POINTSMAN_OUT_OF_RANGE 8
/* Longer than a limit allows: see `pointsman_compiler_set_limit`. */
#define POINTSMAN_TOO_LARGE 9
/* There is no value. A scorer also returns it, to say that it has no score. */
#define POINTSMAN_MISSING 10

#define POINTSMAN_NULL_ARGUMENT -1
/* An index, count, size, flag or constant that means nothing. */
#define POINTSMAN_BAD_ARGUMENT -2
/* An object or attribute id of another ruleset. */
#define POINTSMAN_FOREIGN -3
/* The attribute is of another kind. */
#define POINTSMAN_WRONG_KIND -4
/* The object is in use by a call that has not returned. */
#define POINTSMAN_BUSY -5
/* A fault of the engine: please report its message. */
#define POINTSMAN_FAULT -6

/* Objects ----------------------------------------------------------------------------------------------------------- */

typedef struct pointsman_error pointsman_error;
typedef struct pointsman_text pointsman_text;
typedef struct pointsman_compiler pointsman_compiler;
typedef struct pointsman_ruleset pointsman_ruleset;
typedef struct pointsman_lead pointsman_lead;
typedef struct pointsman_lead_view pointsman_lead_view;
typedef struct pointsman_snapshot pointsman_snapshot;
typedef struct pointsman_context pointsman_context;
typedef struct pointsman_assignment pointsman_assignment;

/* Errors ------------------------------------------------------------------------------------------------------------ */

/* A finding of the compiler. Texts are lent by the error, or by the ruleset whose warning it is. */
typedef struct pointsman_diagnostic {
    size_t struct_size;
    int32_t severity; /* POINTSMAN_SEVERITY_... */
    /* 1-based; columns count characters. The end is behind the last one. */
    uint32_t line;
    uint32_t column;
    uint32_t end_line;
    uint32_t end_column;
    uint32_t reserved;
    const char *code; /* such as "R0203" */
    size_t code_size;
    const char *message;
    size_t message_size;
    const char *source; /* the name that the text was given */
    size_t source_size;
    const char *label; /* what stands at that place; may be empty */
    size_t label_size;
    const char *help; /* what to write, one a line; may be empty */
    size_t help_size;
} pointsman_diagnostic;

#define POINTSMAN_DIAGNOSTIC_INIT {sizeof(pointsman_diagnostic), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

#define POINTSMAN_SEVERITY_ERROR 0
#define POINTSMAN_SEVERITY_WARNING 1

/* The status that the failed call returned; 0 for NULL. */
int32_t pointsman_error_code(const pointsman_error *error);

/* What went wrong, in one or more lines, lent by the error; NULL for NULL. `size` may be NULL. */
const char *pointsman_error_message(const pointsman_error *error, size_t *size);

/* Where: the path within a JSON text, such as `reps[3].open.chat`, empty where there is none; the 1-based line and column
 * in a policy (of its first error) or the line of `pointsman_route_lines`, 0 where there is none. `path` is lent by `of`. */
int32_t pointsman_error_place(const pointsman_error *of, const char **path, size_t *path_size, uint32_t *line,
                              uint32_t *column, pointsman_error **error);

/* The findings of a policy that did not compile, warnings too, in reading order. 0 for NULL. */
size_t pointsman_error_diagnostic_count(const pointsman_error *error);
int32_t pointsman_error_diagnostic(const pointsman_error *of, size_t index, pointsman_diagnostic *diagnostic,
                                   pointsman_error **error);

void pointsman_error_free(pointsman_error *error);

/* Fails inside the engine on purpose, and returns `POINTSMAN_FAULT`: for a test of your own error path. */
int32_t pointsman_fault_drill(pointsman_error **error);

/* Text that is made on demand ----------------------------------------------------------------------------------------
 *
 * Calls that write JSON and other long text put it into a `pointsman_text`. Make one and use it again and again: it keeps
 * its memory. What it lends is good until it is written to again. */

int32_t pointsman_text_new(pointsman_text **text, pointsman_error **error);
int32_t pointsman_text_get(const pointsman_text *text, const char **data, size_t *size, pointsman_error **error);
void pointsman_text_free(pointsman_text *text);

/* Policies ---------------------------------------------------------------------------------------------------------- */

/* Compiles one text. `name` stands in findings: "inbound.route". Fails with `POINTSMAN_COMPILE_FAILED` and findings. */
int32_t pointsman_ruleset_compile(const char *name, size_t name_size, const char *policy, size_t policy_size,
                                  pointsman_ruleset **ruleset, pointsman_error **error);

/* Compiles a file with the modules that it uses, or all `*.route` files of a folder; data paths are relative to it. */
int32_t pointsman_ruleset_compile_path(const char *path, size_t path_size, pointsman_ruleset **ruleset,
                                       pointsman_error **error);

/* Collects several texts, tables in CSV under the paths by which the policy names them ("data/free_mail.csv"), and
 * limits, then compiles them; it may be compiled again. */
int32_t pointsman_compiler_new(pointsman_compiler **compiler, pointsman_error **error);
int32_t pointsman_compiler_add(pointsman_compiler *compiler, const char *name, size_t name_size, const char *policy,
                               size_t policy_size, pointsman_error **error);
int32_t pointsman_compiler_add_data(pointsman_compiler *compiler, const char *path, size_t path_size, const char *data,
                                    size_t data_size, pointsman_error **error);

/* `limit` is one of `POINTSMAN_LIMIT_...`. The defaults are far beyond any honest policy. */
int32_t pointsman_compiler_set_limit(pointsman_compiler *compiler, int32_t limit, size_t value,
                                     pointsman_error **error);
int32_t pointsman_compiler_compile(const pointsman_compiler *compiler, pointsman_ruleset **ruleset,
                                   pointsman_error **error);
void pointsman_compiler_free(pointsman_compiler *compiler);

#define POINTSMAN_LIMIT_SOURCE_BYTES 0        /* of one policy text */
#define POINTSMAN_LIMIT_NESTING 1             /* brackets in one another */
#define POINTSMAN_LIMIT_RULES 2               /* of all routes together */
#define POINTSMAN_LIMIT_ROWS 3                /* of all tables together */
#define POINTSMAN_LIMIT_TESTS_PER_RULE 4      /* single tests in the conditions of a rule */
#define POINTSMAN_LIMIT_REGEX_BYTES 5         /* of memory of one pattern */
#define POINTSMAN_LIMIT_LIST_ITEMS 6          /* of a list in a policy or lead */
#define POINTSMAN_LIMIT_LEAD_BYTES 7          /* of a lead as JSON */
#define POINTSMAN_LIMIT_TEXT_BYTES 8          /* of one text of a lead */
#define POINTSMAN_LIMIT_REPS 9                /* of a snapshot */
#define POINTSMAN_LIMIT_JSON_DEPTH 10         /* objects and lists in one another */
#define POINTSMAN_LIMIT_NOTE_BYTES 11         /* of a note; what is beyond is cut */
#define POINTSMAN_LIMIT_EXPLANATION_ENTRIES 12 /* what is beyond is counted */
#define POINTSMAN_LIMIT_DIAGNOSTICS_SHOWN 13  /* of one file */

/* Rulesets never change and may be shared by all threads; a clone is cheap, and yours to free. */
int32_t pointsman_ruleset_clone(const pointsman_ruleset *ruleset, pointsman_ruleset **clone, pointsman_error **error);
void pointsman_ruleset_free(pointsman_ruleset *ruleset);

/* "sha256:" and 64 digits over what the policy means: equal for equal decisions, whatever its comments and layout. Lent by
 * the ruleset. */
int32_t pointsman_ruleset_fingerprint(const pointsman_ruleset *ruleset, const char **data, size_t *size,
                                      pointsman_error **error);

/* The names of its routes, or of the scorers that it asks for (`POINTSMAN_NAMES_...`), lent by the ruleset. */
size_t pointsman_ruleset_name_count(const pointsman_ruleset *ruleset, int32_t of);
int32_t pointsman_ruleset_name(const pointsman_ruleset *ruleset, int32_t of, size_t index, const char **data,
                               size_t *size, pointsman_error **error);

#define POINTSMAN_NAMES_ROUTES 0
#define POINTSMAN_NAMES_SCORERS 1

/* What was found in the policy without stopping it. */
size_t pointsman_ruleset_warning_count(const pointsman_ruleset *ruleset);
int32_t pointsman_ruleset_warning(const pointsman_ruleset *ruleset, size_t index, pointsman_diagnostic *diagnostic,
                                  pointsman_error **error);

/* Attributes of a lead ----------------------------------------------------------------------------------------------- */

/* An attribute that the policy declares in `lead { }`. Texts are lent by the ruleset. */
typedef struct pointsman_attribute {
    size_t struct_size;
    /* By which setters name it. Good for every ruleset whose `lead { }` has the same names and kinds in the same order;
     * others refuse it with `POINTSMAN_FOREIGN`. Never 0. */
    uint64_t id;
    int32_t kind;      /* POINTSMAN_KIND_... */
    int32_t item_kind; /* of a list: what its items are */
    int32_t is_required;
    int32_t is_private; /* its values are never printed */
    const char *name;
    size_t name_size;
    const char *column; /* the CRM's name, `from "..."`; NULL: none */
    size_t column_size;
} pointsman_attribute;

#define POINTSMAN_ATTRIBUTE_INIT {sizeof(pointsman_attribute), 0, 0, 0, 0, 0, 0, 0, 0, 0}

#define POINTSMAN_KIND_OTHER 0
#define POINTSMAN_KIND_BOOLEAN 1
#define POINTSMAN_KIND_INTEGER 2
#define POINTSMAN_KIND_DECIMAL 3
#define POINTSMAN_KIND_MONEY 4
#define POINTSMAN_KIND_PERCENT 5
#define POINTSMAN_KIND_TEXT 6
#define POINTSMAN_KIND_EXACT_TEXT 7
#define POINTSMAN_KIND_EMAIL 8
#define POINTSMAN_KIND_PHONE 9
#define POINTSMAN_KIND_DOMAIN 10
#define POINTSMAN_KIND_URL 11
#define POINTSMAN_KIND_COUNTRY 12
#define POINTSMAN_KIND_DATE 13
#define POINTSMAN_KIND_DATETIME 14
#define POINTSMAN_KIND_DURATION 15
#define POINTSMAN_KIND_ENUM 16
#define POINTSMAN_KIND_REP 17
#define POINTSMAN_KIND_TEAM 18
#define POINTSMAN_KIND_LIST 19

/* All of them, in the order of the policy; count is 0 for NULL. */
size_t pointsman_ruleset_attribute_count(const pointsman_ruleset *ruleset);
int32_t pointsman_ruleset_attribute(const pointsman_ruleset *ruleset, size_t index, pointsman_attribute *attribute,
                                    pointsman_error **error);

/* The id of an attribute by its name in the policy. Ask once, not for every lead. */
int32_t pointsman_ruleset_attribute_find(const pointsman_ruleset *ruleset, const char *name, size_t name_size,
                                         uint64_t *id, pointsman_error **error);

/* Leads --------------------------------------------------------------------------------------------------------------
 *
 * Fill one by ids, or as JSON; clear it and use it for the next: it keeps its memory. What you give means what the same
 * would mean in JSON: a country as "Germany" or "DE", a percentage as the policy declares it. What cannot be read makes
 * no failed call but an answer `POINTSMAN_OUTCOME_INVALID`, or one with data notes. Reading takes place when the lead is
 * first routed; routing it again on another snapshot does not read it again. */

int32_t pointsman_lead_new(const pointsman_ruleset *ruleset, pointsman_lead **lead, pointsman_error **error);
void pointsman_lead_free(pointsman_lead *lead);

/* Everything is missing again. */
int32_t pointsman_lead_clear(pointsman_lead *lead, pointsman_error **error);

/* Text for an attribute of any kind. Empty text is missing. A list is split at `;`, or at `,` where there is no `;`. */
int32_t pointsman_lead_set_text(pointsman_lead *lead, uint64_t attribute, const char *data, size_t size,
                                pointsman_error **error);

/* The items of a list. */
int32_t pointsman_lead_set_texts(pointsman_lead *lead, uint64_t attribute, const char *const *data,
                                 const size_t *sizes, size_t count, pointsman_error **error);

/* For integer, decimal, money and percent. */
int32_t pointsman_lead_set_integer(pointsman_lead *lead, uint64_t attribute, int64_t value, pointsman_error **error);

/* For decimal, money and percent. */
int32_t pointsman_lead_set_decimal(pointsman_lead *lead, uint64_t attribute, int64_t ten_thousandths,
                                   pointsman_error **error);

/* For boolean; 0 is no, all else is yes. */
int32_t pointsman_lead_set_boolean(pointsman_lead *lead, uint64_t attribute, int32_t value, pointsman_error **error);

/* For datetime. Dates go in as text: "2026-03-02". */
int32_t pointsman_lead_set_time(pointsman_lead *lead, uint64_t attribute, int64_t microseconds,
                                pointsman_error **error);

int32_t pointsman_lead_set_missing(pointsman_lead *lead, uint64_t attribute, pointsman_error **error);

/* The whole lead as one JSON object, in place of all that was set. Clear it before setting attributes one by one again. */
int32_t pointsman_lead_set_json(pointsman_lead *lead, const char *json, size_t size, pointsman_error **error);

/* Snapshots ----------------------------------------------------------------------------------------------------------
 *
 * The reps, and what the engine remembers of its teams. A snapshot is bound to its policy: indexes are made once, and
 * changes touch only what they name. Deciding changes nothing; applying a decision does. */

int32_t pointsman_snapshot_read(const pointsman_ruleset *ruleset, const char *json, size_t size,
                                pointsman_snapshot **snapshot, pointsman_error **error);
int32_t pointsman_snapshot_clone(const pointsman_snapshot *snapshot, pointsman_snapshot **clone,
                                 pointsman_error **error);
void pointsman_snapshot_free(pointsman_snapshot *snapshot);

/* As JSON on one line: what was read, with the changes that were applied. */
int32_t pointsman_snapshot_write(const pointsman_snapshot *snapshot, pointsman_text *into, pointsman_error **error);

/* Raised by one with each change; 0 for NULL. */
uint64_t pointsman_snapshot_version(const pointsman_snapshot *snapshot);

/* Takes a decision's changes in: turns, receipts, open work. Fails with `POINTSMAN_STALE`, and changes nothing, when
 * something that the decision rests on has changed since. */
int32_t pointsman_snapshot_apply(pointsman_snapshot *snapshot, const pointsman_assignment *assignment,
                                 pointsman_error **error);

/* The same from an assignment that was written as JSON, by this process or another. */
int32_t pointsman_snapshot_apply_json(pointsman_snapshot *snapshot, const char *json, size_t size,
                                      pointsman_error **error);

/* Sets how many items a rep has open; `channel` "lead": those of no particular channel. */
int32_t pointsman_snapshot_set_open(pointsman_snapshot *snapshot, const char *rep, size_t rep_size,
                                    const char *channel, size_t channel_size, int64_t items, pointsman_error **error);

/* Pauses a rep, or ends his pause (0). */
int32_t pointsman_snapshot_set_paused(pointsman_snapshot *snapshot, const char *rep, size_t rep_size, int32_t paused,
                                      pointsman_error **error);

/* Contexts -----------------------------------------------------------------------------------------------------------
 *
 * What one thread decides with: its scorers, its observer, memory for its last answers. */

int32_t pointsman_context_new(const pointsman_ruleset *ruleset, pointsman_context **context, pointsman_error **error);
void pointsman_context_free(pointsman_context *context);

/* A score, filled in by a scorer. Texts need to live until the scorer is called again, or its context freed. */
typedef struct pointsman_score {
    size_t struct_size; /* set by the library */
    int64_t ten_thousandths;
    const char *version; /* of the model, for the log; NULL: none */
    size_t version_size;
    const char *reason; /* for the explanation; NULL: none */
    size_t reason_size;
} pointsman_score;

/* Scores a lead. Returns `POINTSMAN_OK` with `score` filled in, or anything else: then the score is *unknown* in the
 * policy, never 0. Asked at most once a decision, and only when the decision comes to depend on it. */
typedef int32_t (*pointsman_scorer)(void *user_data, const pointsman_lead_view *lead, pointsman_score *score);

/* Told once that `user_data` is needed no more. */
typedef void (*pointsman_destroy)(void *user_data);

/* Connects a scorer under the name by which the policy asks for it (`score x from scorer "name"`), in place of one that
 * was there. `destroy` may be NULL; it is called when the scorer is replaced or the context freed, and not when this call
 * fails. */
int32_t pointsman_context_set_scorer(pointsman_context *context, const char *name, size_t name_size,
                                     pointsman_scorer scorer, void *user_data, pointsman_destroy destroy,
                                     pointsman_error **error);

/* What a scorer sees of the lead, during its call. `POINTSMAN_MISSING` where there is no value. */

/* Any value, as answers print it. */
int32_t pointsman_lead_view_text(const pointsman_lead_view *view, uint64_t attribute, pointsman_text *into,
                                 pointsman_error **error);

/* An integer, a boolean (0 or 1), a datetime (microseconds). */
int32_t pointsman_lead_view_integer(const pointsman_lead_view *view, uint64_t attribute, int64_t *value,
                                    pointsman_error **error);

/* A decimal, money, a percentage as a share of one, an integer. */
int32_t pointsman_lead_view_decimal(const pointsman_lead_view *view, uint64_t attribute, int64_t *ten_thousandths,
                                    pointsman_error **error);

/* A decision without anything that the lead said. Texts live until the observer returns; NULL: none. */
typedef struct pointsman_observed {
    size_t struct_size;
    int32_t outcome; /* POINTSMAN_OUTCOME_... */
    int32_t link;    /* the 0-based place in the deciding chain; -1: none */
    uint32_t tried;  /* how many were considered */
    uint32_t skipped; /* how many of them could not get it */
    const char *route;
    size_t route_size;
    const char *rule;
    size_t rule_size;
    const char *team;
    size_t team_size;
    const char *queue;
    size_t queue_size;
    const char *rep;
    size_t rep_size;
} pointsman_observed;

/* Told of every decision of its context, in the order they are made; explanations are none. */
typedef void (*pointsman_observer)(void *user_data, const pointsman_observed *observed);

/* Connects an observer, in place of one that was there; `destroy` as for a scorer. */
int32_t pointsman_context_set_observer(pointsman_context *context, pointsman_observer observer, void *user_data,
                                       pointsman_destroy destroy, pointsman_error **error);

/* Deciding ---------------------------------------------------------------------------------------------------------- */

/* What is asked beside the lead. */
typedef struct pointsman_request {
    size_t struct_size;
    int64_t now;   /* the moment of the decision */
    int64_t since; /* when the lead began to wait; POINTSMAN_NO_TIME: its creation */
    const char *route; /* NULL: the main route, or the only one */
    size_t route_size;
    const char *const *exclude; /* reps who must not get it, by id */
    const size_t *exclude_sizes;
    size_t exclude_count;
    uint32_t attempt; /* which attempt this is, from 1; 0 is 1 */
    uint32_t flags;
} pointsman_request;

#define POINTSMAN_REQUEST_INIT {sizeof(pointsman_request), 0, POINTSMAN_NO_TIME, 0, 0, 0, 0, 0, 0, 0}

#define POINTSMAN_NO_TIME INT64_MIN

/* A decision as plain data. Texts are NULL where there is none. They are lent by the context that decided, until it
 * decides again, or by the assignment that was asked. */
typedef struct pointsman_decision {
    size_t struct_size;
    int32_t outcome; /* POINTSMAN_OUTCOME_... */
    int32_t link;    /* the 0-based place in the deciding chain; -1: none */
    const char *rep; /* who got it, or for whom it is held */
    size_t rep_size;
    const char *team;
    size_t team_size;
    const char *queue;
    size_t queue_size;
    const char *route;
    size_t route_size;
    const char *rule; /* the deciding rule */
    size_t rule_size;
    const char *reason; /* why it is disqualified, nurtured, held, invalid */
    size_t reason_size;
    const char *sla; /* the promise that was made */
    size_t sla_size;
    int64_t sla_due;   /* late from this instant on */
    int64_t retry_at;  /* when it is worth asking again */
    int64_t decided_at;
    uint64_t version; /* the snapshot's, before the decision */
} pointsman_decision;

#define POINTSMAN_DECISION_INIT                                                                                        \
    {sizeof(pointsman_decision), POINTSMAN_OUTCOME_INVALID, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,              \
     POINTSMAN_NO_TIME, POINTSMAN_NO_TIME, POINTSMAN_NO_TIME, 0}

#define POINTSMAN_OUTCOME_ASSIGNED 0
#define POINTSMAN_OUTCOME_QUEUED 1
#define POINTSMAN_OUTCOME_HELD 2
#define POINTSMAN_OUTCOME_NURTURED 3
#define POINTSMAN_OUTCOME_DISQUALIFIED 4
#define POINTSMAN_OUTCOME_ATTACHED 5
#define POINTSMAN_OUTCOME_KEPT 6
#define POINTSMAN_OUTCOME_INVALID 7

/* The word for an outcome, as text that lives forever; NULL for any other number. */
const char *pointsman_outcome_name(int32_t outcome);

/* Decides about one lead on the snapshot as it is. Nothing changes until `pointsman_snapshot_apply`. */
int32_t pointsman_route(pointsman_context *context, const pointsman_snapshot *snapshot, pointsman_lead *lead,
                        const pointsman_request *request, pointsman_decision *decision, pointsman_error **error);

/* For policies that look for duplicates (`dedupe`): lets later leads find this one, as it was decided. A batch does so by
 * itself; otherwise call it after `pointsman_snapshot_apply`, with what was asked. A clone of the snapshot begins without
 * memory of leads. */
int32_t pointsman_snapshot_remember(pointsman_snapshot *snapshot, pointsman_lead *lead,
                                    const pointsman_request *request, const pointsman_assignment *assignment,
                                    pointsman_error **error);

/* Decides about many leads in one crossing, each on the snapshot that the one before left, in the order that their route
 * asks for (`take in order of ...`), else as they come; the changes are applied. The answers stand in the order of the
 * leads: `count` structs of `decision_size` bytes (`sizeof(pointsman_decision)`), whose `struct_size` the library sets. A
 * lead may occur twice. Nothing is decided when the call fails. At most POINTSMAN_BATCH_MAX leads. */
int32_t pointsman_route_batch(pointsman_context *context, pointsman_snapshot *snapshot, pointsman_lead *const *leads,
                              size_t count, const pointsman_request *request, pointsman_decision *decisions,
                              size_t decision_size, pointsman_error **error);

#define POINTSMAN_BATCH_MAX 1000000

/* Decides about one lead as JSON, or about a request around one (`{"lead": {...}, "route": ..., "now": ...}`), whose own
 * `now` wins; the assignment goes into `into`, as JSON on one line. Nothing is applied. */
int32_t pointsman_route_json(pointsman_context *context, const pointsman_snapshot *snapshot, const char *json,
                             size_t size, int64_t now, pointsman_text *into, pointsman_error **error);

/* A batch in JSON Lines: one lead or request a line in, one assignment a line out; empty lines are passed over. As
 * `pointsman_route_batch`; a line that cannot be read fails the call, and the error's place has its number. */
int32_t pointsman_route_lines(pointsman_context *context, pointsman_snapshot *snapshot, const char *lines, size_t size,
                              int64_t now, pointsman_text *into, pointsman_error **error);

/* Decides, and says why: for people, or as the assignment's JSON with one more key, `explanation`. */
int32_t pointsman_explain(pointsman_context *context, const pointsman_snapshot *snapshot, pointsman_lead *lead,
                          const pointsman_request *request, int32_t form, pointsman_text *into,
                          pointsman_error **error);

#define POINTSMAN_EXPLAIN_TEXT 0
#define POINTSMAN_EXPLAIN_JSON 1

/* Assignments: the whole answer ------------------------------------------------------------------------------------- */

/* The answers of the context's last call that decided: one (index 0), or those of a batch in the order of its leads. Lent
 * by the context, until it decides again. */
int32_t pointsman_context_assignment(pointsman_context *context, size_t index,
                                     const pointsman_assignment **assignment, pointsman_error **error);

/* A copy that is yours. */
int32_t pointsman_assignment_clone(const pointsman_assignment *assignment, pointsman_assignment **clone,
                                   pointsman_error **error);
void pointsman_assignment_free(pointsman_assignment *assignment);

/* Its texts are lent by the assignment. */
int32_t pointsman_assignment_decision(const pointsman_assignment *assignment, pointsman_decision *decision,
                                      pointsman_error **error);

/* Everything, on one line: facts, scores, tags, notes, promise, and `delta`, what to store. */
int32_t pointsman_assignment_json(const pointsman_assignment *assignment, pointsman_text *into,
                                  pointsman_error **error);

/* Its lists (`POINTSMAN_LIST_...`). `key` is filled for facts, scores, grades and set, and may be NULL; a value that is
 * unknown is `POINTSMAN_MISSING`. */
size_t pointsman_assignment_count(const pointsman_assignment *assignment, int32_t list);
int32_t pointsman_assignment_entry(const pointsman_assignment *assignment, int32_t list, size_t index,
                                   pointsman_text *key, pointsman_text *value, pointsman_error **error);

#define POINTSMAN_LIST_PATH 0    /* route, branches, rule */
#define POINTSMAN_LIST_TAGS 1
#define POINTSMAN_LIST_NOTES 2
#define POINTSMAN_LIST_RELAXED 3 /* needs that were dropped since the lead has waited */
#define POINTSMAN_LIST_FACTS 4
#define POINTSMAN_LIST_SCORES 5
#define POINTSMAN_LIST_GRADES 6
#define POINTSMAN_LIST_SET 7     /* data for you */

#ifdef __cplusplus
}
#endif

#endif
