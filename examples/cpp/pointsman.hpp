// pointsman for C++17: objects that free themselves, failures as exceptions, text as std::string_view. Header only; copy
// it into your project. What each call means is said in pointsman.h.
#ifndef POINTSMAN_HPP
#define POINTSMAN_HPP

#include "pointsman.h"

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pointsman {

// A finding of the compiler.
struct diagnostic {
    bool is_error;
    std::uint32_t line, column, end_line, end_column;
    std::string code, message, source, help;
};

// A call that did not succeed.
class failure : public std::runtime_error {
  public:
    // Takes the error over.
    failure(std::int32_t status, pointsman_error *error)
        : std::runtime_error(error ? pointsman_error_message(error, nullptr) : "pointsman"), status(status) {
        std::unique_ptr<pointsman_error, decltype(&pointsman_error_free)> owned(error, pointsman_error_free);
        const char *data = nullptr;
        std::size_t size = 0;
        pointsman_error_place(error, &data, &size, &line, &column, nullptr);
        path.assign(data ? data : "", size);
        for (std::size_t i = 0; i < pointsman_error_diagnostic_count(error); i++) {
            pointsman_diagnostic found = POINTSMAN_DIAGNOSTIC_INIT;
            pointsman_error_diagnostic(error, i, &found, nullptr);
            diagnostics.push_back({found.severity == POINTSMAN_SEVERITY_ERROR, found.line, found.column,
                                   found.end_line, found.end_column, found.code, found.message, found.source,
                                   found.help});
        }
    }

    std::int32_t status;
    std::string path;
    std::uint32_t line = 0, column = 0;
    std::vector<diagnostic> diagnostics;
};

namespace detail {

// Calls a function with an error place behind its arguments; throws what it says.
template <typename Function, typename... Arguments> void call(Function function, Arguments... arguments) {
    pointsman_error *error = nullptr;
    if (std::int32_t status = function(arguments..., &error); status != POINTSMAN_OK)
        throw failure(status, error);
}

template <typename T, void (*Free)(T *)> struct freeing {
    void operator()(T *object) const { Free(object); }
};

template <typename T, void (*Free)(T *)> using owned = std::unique_ptr<T, freeing<T, Free>>;

inline std::optional<std::string_view> lent(const char *data, std::size_t size) {
    return data ? std::optional<std::string_view>({data, size}) : std::nullopt;
}

// Callbacks may not throw: what one throws is kept, and thrown when the call that decides has returned.
inline std::exception_ptr &thrown() {
    thread_local std::exception_ptr pending;
    return pending;
}

// As `call`, for calls that run callbacks.
template <typename Function, typename... Arguments> void decide(Function function, Arguments... arguments) {
    std::exception_ptr outer = std::exchange(thrown(), nullptr);
    pointsman_error *error = nullptr;
    std::int32_t status = function(arguments..., &error);
    if (std::exception_ptr mine = std::exchange(thrown(), outer)) {
        pointsman_error_free(error);
        std::rethrow_exception(mine);
    }
    if (status != POINTSMAN_OK)
        throw failure(status, error);
}

} // namespace detail

// A buffer for text that is made on demand.
class text {
  public:
    text() {
        pointsman_text *made;
        detail::call(pointsman_text_new, &made);
        handle_.reset(made);
    }

    std::string_view view() const {
        const char *data;
        std::size_t size;
        detail::call(pointsman_text_get, handle_.get(), &data, &size);
        return {data, size};
    }

    std::string string() const { return std::string(view()); }
    pointsman_text *get() { return handle_.get(); }

  private:
    detail::owned<pointsman_text, pointsman_text_free> handle_;
};

struct attribute {
    std::uint64_t id;
    std::int32_t kind, item_kind;
    bool is_required, is_private;
    std::string name;
    std::optional<std::string> column;
};

// A compiled policy. Copies are cheap and share it.
class ruleset {
  public:
    static ruleset compile(std::string_view name, std::string_view policy) {
        pointsman_ruleset *made;
        detail::call(pointsman_ruleset_compile, name.data(), name.size(), policy.data(), policy.size(), &made);
        return ruleset(made);
    }

    static ruleset compile_path(std::string_view path) {
        pointsman_ruleset *made;
        detail::call(pointsman_ruleset_compile_path, path.data(), path.size(), &made);
        return ruleset(made);
    }

    std::string_view fingerprint() const {
        const char *data;
        std::size_t size;
        detail::call(pointsman_ruleset_fingerprint, get(), &data, &size);
        return {data, size};
    }

    // `of`: POINTSMAN_NAMES_...
    std::vector<std::string_view> names(std::int32_t of) const {
        std::vector<std::string_view> names;
        for (std::size_t i = 0; i < pointsman_ruleset_name_count(get(), of); i++) {
            const char *data;
            std::size_t size;
            detail::call(pointsman_ruleset_name, get(), of, i, &data, &size);
            names.emplace_back(data, size);
        }
        return names;
    }

    std::vector<attribute> attributes() const {
        std::vector<attribute> all;
        for (std::size_t i = 0; i < pointsman_ruleset_attribute_count(get()); i++) {
            pointsman_attribute one = POINTSMAN_ATTRIBUTE_INIT;
            detail::call(pointsman_ruleset_attribute, get(), i, &one);
            auto column = detail::lent(one.column, one.column_size);
            all.push_back({one.id, one.kind, one.item_kind, one.is_required != 0, one.is_private != 0,
                           std::string(one.name, one.name_size),
                           column ? std::optional<std::string>(*column) : std::nullopt});
        }
        return all;
    }

    // The id of an attribute: ask once, not for every lead.
    std::uint64_t find(std::string_view name) const {
        std::uint64_t id;
        detail::call(pointsman_ruleset_attribute_find, get(), name.data(), name.size(), &id);
        return id;
    }

    const pointsman_ruleset *get() const { return handle_.get(); }

  private:
    explicit ruleset(pointsman_ruleset *made) : handle_(made, pointsman_ruleset_free) {}
    std::shared_ptr<pointsman_ruleset> handle_;
};

class lead {
  public:
    explicit lead(const ruleset &rules) {
        pointsman_lead *made;
        detail::call(pointsman_lead_new, rules.get(), &made);
        handle_.reset(made);
    }

    lead &clear() { return set(pointsman_lead_clear); }
    lead &text(std::uint64_t id, std::string_view value) {
        return set(pointsman_lead_set_text, id, value.data(), value.size());
    }
    lead &texts(std::uint64_t id, const std::vector<std::string_view> &values) {
        std::vector<const char *> data;
        std::vector<std::size_t> sizes;
        for (std::string_view value : values) {
            data.push_back(value.data());
            sizes.push_back(value.size());
        }
        return set(pointsman_lead_set_texts, id, data.data(), sizes.data(), values.size());
    }
    lead &integer(std::uint64_t id, std::int64_t value) { return set(pointsman_lead_set_integer, id, value); }
    lead &decimal(std::uint64_t id, std::int64_t ten_thousandths) {
        return set(pointsman_lead_set_decimal, id, ten_thousandths);
    }
    lead &boolean(std::uint64_t id, bool value) { return set(pointsman_lead_set_boolean, id, value ? 1 : 0); }
    lead &time(std::uint64_t id, std::int64_t microseconds) { return set(pointsman_lead_set_time, id, microseconds); }
    lead &missing(std::uint64_t id) { return set(pointsman_lead_set_missing, id); }
    lead &json(std::string_view value) { return set(pointsman_lead_set_json, value.data(), value.size()); }

    pointsman_lead *get() { return handle_.get(); }

  private:
    template <typename Function, typename... Arguments> lead &set(Function function, Arguments... arguments) {
        detail::call(function, handle_.get(), arguments...);
        return *this;
    }

    detail::owned<pointsman_lead, pointsman_lead_free> handle_;
};

// A decision as plain data; its texts are lent by the context until it decides again.
struct decision {
    std::int32_t outcome, link;
    std::optional<std::string_view> rep, team, queue, route, rule, reason, sla;
    std::int64_t sla_due, retry_at, decided_at;
    std::uint64_t version;

    explicit decision(const pointsman_decision &from)
        : outcome(from.outcome), link(from.link), rep(detail::lent(from.rep, from.rep_size)),
          team(detail::lent(from.team, from.team_size)), queue(detail::lent(from.queue, from.queue_size)),
          route(detail::lent(from.route, from.route_size)), rule(detail::lent(from.rule, from.rule_size)),
          reason(detail::lent(from.reason, from.reason_size)), sla(detail::lent(from.sla, from.sla_size)),
          sla_due(from.sla_due), retry_at(from.retry_at), decided_at(from.decided_at), version(from.version) {}

    const char *word() const { return pointsman_outcome_name(outcome); }
};

// A whole answer that is kept.
class assignment {
  public:
    explicit assignment(const pointsman_assignment *lent) {
        pointsman_assignment *made;
        detail::call(pointsman_assignment_clone, lent, &made);
        handle_.reset(made);
    }

    std::string json() const {
        pointsman::text into;
        detail::call(pointsman_assignment_json, handle_.get(), into.get());
        return into.string();
    }

    pointsman::decision decision() const {
        pointsman_decision plain = POINTSMAN_DECISION_INIT;
        detail::call(pointsman_assignment_decision, handle_.get(), &plain);
        return pointsman::decision(plain);
    }

    const pointsman_assignment *get() const { return handle_.get(); }

  private:
    detail::owned<pointsman_assignment, pointsman_assignment_free> handle_;
};

// What is asked beside the lead; the texts are the caller's, and live until the call returns.
struct request {
    std::int64_t now = 0;
    std::optional<std::int64_t> since = std::nullopt;
    std::optional<std::string_view> route = std::nullopt;
    std::vector<std::string_view> exclude = {};
    std::uint32_t attempt = 1;
};

namespace detail {

struct plain_request {
    explicit plain_request(const request &asked) {
        for (std::string_view rep : asked.exclude) {
            data.push_back(rep.data());
            sizes.push_back(rep.size());
        }
        plain.now = asked.now;
        plain.since = asked.since.value_or(POINTSMAN_NO_TIME);
        plain.route = asked.route ? asked.route->data() : nullptr;
        plain.route_size = asked.route ? asked.route->size() : 0;
        plain.exclude = data.data();
        plain.exclude_sizes = sizes.data();
        plain.exclude_count = sizes.size();
        plain.attempt = asked.attempt;
    }

    pointsman_request plain = POINTSMAN_REQUEST_INIT;
    std::vector<const char *> data;
    std::vector<std::size_t> sizes;
};

} // namespace detail

class snapshot {
  public:
    snapshot(const ruleset &rules, std::string_view json) {
        pointsman_snapshot *made;
        detail::call(pointsman_snapshot_read, rules.get(), json.data(), json.size(), &made);
        handle_.reset(made);
    }
    snapshot(const snapshot &other) {
        pointsman_snapshot *made;
        detail::call(pointsman_snapshot_clone, other.get(), &made);
        handle_.reset(made);
    }
    snapshot(snapshot &&) = default;
    snapshot &operator=(snapshot other) {
        handle_ = std::move(other.handle_);
        return *this;
    }

    std::uint64_t version() const { return pointsman_snapshot_version(get()); }
    void apply(const assignment &answer) { detail::call(pointsman_snapshot_apply, get(), answer.get()); }
    void apply_json(std::string_view json) {
        detail::call(pointsman_snapshot_apply_json, get(), json.data(), json.size());
    }
    // For policies with `dedupe`: later leads may find this one.
    void remember(lead &one, const request &asked, const assignment &answer) {
        detail::plain_request given(asked);
        detail::call(pointsman_snapshot_remember, get(), one.get(), &given.plain, answer.get());
    }
    void set_open(std::string_view rep, std::string_view channel, std::int64_t items) {
        detail::call(pointsman_snapshot_set_open, get(), rep.data(), rep.size(), channel.data(), channel.size(),
                     items);
    }
    void set_paused(std::string_view rep, bool paused) {
        detail::call(pointsman_snapshot_set_paused, get(), rep.data(), rep.size(), paused ? 1 : 0);
    }
    std::string json() const {
        pointsman::text into;
        detail::call(pointsman_snapshot_write, get(), into.get());
        return into.string();
    }

    pointsman_snapshot *get() { return handle_.get(); }
    const pointsman_snapshot *get() const { return handle_.get(); }

  private:
    detail::owned<pointsman_snapshot, pointsman_snapshot_free> handle_;
};

// What a scorer sees of a lead, during its call.
class lead_view {
  public:
    explicit lead_view(const pointsman_lead_view *view) : view_(view) {}

    std::optional<std::int64_t> integer(std::uint64_t id) const { return value(pointsman_lead_view_integer, id); }
    std::optional<std::int64_t> decimal(std::uint64_t id) const { return value(pointsman_lead_view_decimal, id); }
    std::optional<std::string> text(std::uint64_t id) const {
        pointsman::text into;
        return there([&](pointsman_error **error) { return pointsman_lead_view_text(view_, id, into.get(), error); })
                   ? std::optional<std::string>(into.string())
                   : std::nullopt;
    }

  private:
    template <typename Function> std::optional<std::int64_t> value(Function function, std::uint64_t id) const {
        std::int64_t value;
        return there([&](pointsman_error **error) { return function(view_, id, &value, error); })
                   ? std::optional<std::int64_t>(value)
                   : std::nullopt;
    }

    template <typename Ask> static bool there(Ask ask) {
        pointsman_error *error = nullptr;
        std::int32_t status = ask(&error);
        if (status == POINTSMAN_OK)
            return true;
        if (status != POINTSMAN_MISSING)
            throw failure(status, error);
        pointsman_error_free(error);
        return false;
    }

    const pointsman_lead_view *view_;
};

// Answers a score in ten-thousandths, or nothing.
using scorer = std::function<std::optional<std::int64_t>(const lead_view &)>;
using observer = std::function<void(const pointsman_observed &)>;

// What one thread decides with.
class context {
  public:
    explicit context(const ruleset &rules) {
        pointsman_context *made;
        detail::call(pointsman_context_new, rules.get(), &made);
        handle_.reset(made);
    }

    void connect(std::string_view name, scorer score) {
        auto kept = std::make_unique<scorer>(std::move(score));
        detail::call(pointsman_context_set_scorer, get(), name.data(), name.size(), &context::score, kept.get(),
                     &context::forget<scorer>);
        kept.release(); // the library forgets it
    }

    void watch(observer tell) {
        auto kept = std::make_unique<observer>(std::move(tell));
        detail::call(pointsman_context_set_observer, get(), &context::observe, kept.get(), &context::forget<observer>);
        kept.release();
    }

    pointsman::decision route(const snapshot &state, lead &lead, const request &asked) {
        pointsman_decision plain = POINTSMAN_DECISION_INIT;
        detail::plain_request given(asked);
        detail::decide(pointsman_route, get(), state.get(), lead.get(), &given.plain, &plain);
        return pointsman::decision(plain);
    }

    std::vector<pointsman::decision> route_batch(snapshot &state, std::vector<lead> &leads, const request &asked) {
        std::vector<pointsman_lead *> all;
        for (lead &one : leads)
            all.push_back(one.get());
        std::vector<pointsman_decision> plain(leads.size());
        detail::plain_request given(asked);
        detail::decide(pointsman_route_batch, get(), state.get(), all.data(), all.size(), &given.plain, plain.data(),
                     sizeof(pointsman_decision));
        return {plain.begin(), plain.end()};
    }

    std::string route_json(const snapshot &state, std::string_view json, std::int64_t now) {
        pointsman::text into;
        detail::decide(pointsman_route_json, get(), state.get(), json.data(), json.size(), now, into.get());
        return into.string();
    }

    std::string route_lines(snapshot &state, std::string_view lines, std::int64_t now) {
        pointsman::text into;
        detail::decide(pointsman_route_lines, get(), state.get(), lines.data(), lines.size(), now, into.get());
        return into.string();
    }

    // `form`: POINTSMAN_EXPLAIN_...
    std::string explain(const snapshot &state, lead &lead, const request &asked, std::int32_t form) {
        pointsman::text into;
        detail::plain_request given(asked);
        detail::decide(pointsman_explain, get(), state.get(), lead.get(), &given.plain, form, into.get());
        return into.string();
    }

    // A copy of an answer of the last call.
    pointsman::assignment assignment(std::size_t index = 0) {
        const pointsman_assignment *lent;
        detail::call(pointsman_context_assignment, get(), index, &lent);
        return pointsman::assignment(lent);
    }

    pointsman_context *get() { return handle_.get(); }

  private:
    static std::int32_t score(void *user_data, const pointsman_lead_view *view, pointsman_score *score) noexcept {
        try {
            if (auto answer = (*static_cast<scorer *>(user_data))(lead_view(view))) {
                score->ten_thousandths = *answer;
                return POINTSMAN_OK;
            }
        } catch (...) {
            detail::thrown() = std::current_exception();
        }
        return POINTSMAN_MISSING;
    }

    static void observe(void *user_data, const pointsman_observed *observed) noexcept {
        try {
            (*static_cast<observer *>(user_data))(*observed);
        } catch (...) {
            detail::thrown() = std::current_exception();
        }
    }

    template <typename T> static void forget(void *user_data) noexcept { delete static_cast<T *>(user_data); }

    detail::owned<pointsman_context, pointsman_context_free> handle_;
};

} // namespace pointsman

#endif
