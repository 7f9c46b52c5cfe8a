// The scenario that every host language runs, through the wrapper of examples/cpp. C++17.
// usage: scenario FOLDER-OF-THE-SCENARIO
#include "pointsman.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

constexpr std::int64_t now = 1772443200000000; // 2026-03-02T09:20:00Z

std::string read_file(const std::string &folder, const char *name) {
    std::ifstream stream(folder + "/" + name, std::ios::binary);
    if (!stream)
        throw std::runtime_error(name);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        std::size_t to = std::min(text.find(by, at), text.size());
        parts.push_back(text.substr(at, to - at));
        at = to + 1;
    }
    return parts;
}

template <typename Call> pointsman::failure refused(Call call) {
    try {
        call();
    } catch (const pointsman::failure &failure) {
        return failure;
    }
    throw std::runtime_error("not refused");
}

void mistakes(const std::string &folder) {
    std::cout << "== three mistakes\n";
    std::string text = read_file(folder, "broken.route");
    auto failure = refused([&] { pointsman::ruleset::compile("broken.route", text); });
    std::cout << "status " << failure.status << ", ruleset none\n";
    for (const pointsman::diagnostic &found : failure.diagnostics)
        std::cout << found.source << ':' << found.line << ':' << found.column << '-' << found.end_column << ": "
                  << found.code << ' ' << found.message << '\n';
    std::cout << "first at " << failure.line << ':' << failure.column << '\n';
}

void describe(const pointsman::ruleset &rules) {
    std::cout << "== the policy\n" << rules.fingerprint() << '\n';
    for (std::string_view name : rules.names(POINTSMAN_NAMES_ROUTES))
        std::cout << "route " << name << '\n';
    for (std::string_view name : rules.names(POINTSMAN_NAMES_SCORERS))
        std::cout << "scorer " << name << '\n';
    for (const pointsman::attribute &one : rules.attributes())
        std::cout << one.name << ": kind " << one.kind << ", items " << one.item_kind << ", required "
                  << one.is_required << ", private " << one.is_private << ", column " << one.column.value_or("none")
                  << '\n';
}

std::vector<pointsman::lead> fill(const pointsman::ruleset &rules, const std::string &table) {
    std::vector<pointsman::lead> leads;
    auto attributes = rules.attributes();
    auto rows = split(table, '\n');
    for (std::size_t row = 1; row < rows.size() && !rows[row].empty(); row++) {
        pointsman::lead &lead = leads.emplace_back(rules);
        auto cells = split(rows[row], '|');
        for (std::size_t i = 0; i < cells.size(); i++) {
            const auto &[id, kind, items, required, secret, name, column] = attributes[i];
            std::string cell(cells[i]);
            if (cell.empty())
                continue;
            if (kind == POINTSMAN_KIND_INTEGER)
                lead.integer(id, std::stoll(cell));
            else if (kind == POINTSMAN_KIND_MONEY || kind == POINTSMAN_KIND_PERCENT)
                lead.decimal(id, std::stoll(cell));
            else if (kind == POINTSMAN_KIND_BOOLEAN)
                lead.boolean(id, cell == "1");
            else if (kind == POINTSMAN_KIND_DATETIME)
                lead.time(id, std::stoll(cell));
            else if (kind == POINTSMAN_KIND_LIST)
                lead.texts(id, split(cell, ';'));
            else
                lead.text(id, cell);
        }
    }
    return leads;
}

void six_leads(pointsman::context &context, const pointsman::snapshot &state, std::vector<pointsman::lead> &leads,
               const std::string &jsonl) {
    std::cout << "== six leads, typed and as JSON\n";
    auto lines = split(jsonl, '\n');
    for (std::size_t i = 0; i < leads.size(); i++) {
        pointsman::decision decision = context.route(state, leads[i], {now});
        std::cout << decision.word() << ' ' << decision.rep.value_or("-") << ' ' << decision.rule.value_or("-")
                  << ", due " << decision.sla_due << '\n';
        std::string typed = context.assignment().json();
        std::cout << typed << "\nthe same from JSON: "
                  << (typed == context.route_json(state, lines[i], now) ? "yes" : "no") << '\n';
    }
}

void fills_up(pointsman::context &context, pointsman::snapshot state, pointsman::lead &lead) {
    std::cout << "== anna fills up, then ben; a pause; an end of work\n";
    for (int turn = 0; turn < 10; turn++) {
        if (turn == 6 || turn == 8)
            state.set_open("anna", "lead", 1);
        if (turn >= 8)
            state.set_paused("anna", turn == 8);
        pointsman::decision decision = context.route(state, lead, {now});
        std::cout << "version " << state.version() << ": " << (decision.rep ? *decision.rep : *decision.queue) << '\n';
        state.apply(context.assignment());
    }
}

void stale(pointsman::context &context, pointsman::snapshot state, pointsman::lead &lead) {
    std::cout << "== a stale decision is refused\n";
    context.route(state, lead, {now});
    pointsman::assignment kept = context.assignment();
    state.apply(kept);
    auto failure = refused([&] { state.apply(kept); });
    std::cout << "status " << failure.status << ": " << failure.what() << '\n';
    failure = refused([&] { state.apply_json(kept.json()); });
    std::cout << "status " << failure.status << ", version " << state.version() << '\n';
}

struct destroyed {
    int *count;
    explicit destroyed(int *count) : count(count) {}
    destroyed(const destroyed &) = delete;
    destroyed &operator=(const destroyed &) = delete;
    ~destroyed() { ++*count; }
};

void reversed(const pointsman::ruleset &rules, const pointsman::snapshot &state, std::vector<pointsman::lead> &leads) {
    std::cout << "== a scorer reverses the order\n";
    std::uint64_t employees = rules.find("employees");
    int calls = 0, gone = 0, observed = 0;
    for (bool with : {false, true}) {
        pointsman::context context(rules);
        pointsman::snapshot copy(state);
        if (with) {
            auto one = std::make_shared<destroyed>(&gone), other = std::make_shared<destroyed>(&gone);
            context.connect("warmth", [&, one](const pointsman::lead_view &lead) -> std::optional<std::int64_t> {
                calls++;
                auto size = lead.integer(employees);
                return size ? std::optional<std::int64_t>(-*size * 10000) : std::nullopt;
            });
            context.watch([&, other](const pointsman_observed &seen) { observed += seen.rep != nullptr; });
        }
        pointsman::request asked;
        asked.now = now;
        asked.route = "ranked";
        const char *separator = "";
        for (const pointsman::decision &decision : context.route_batch(copy, leads, asked)) {
            std::cout << separator << (decision.rep ? *decision.rep : *decision.queue);
            separator = ", ";
        }
        std::cout << '\n';
    }
    std::cout << "asked " << calls << " times, destroyed " << gone << ", observed " << observed << " with a rep\n";
}

void batch(const pointsman::ruleset &rules, pointsman::context &context, const pointsman::snapshot &state) {
    std::cout << "== a batch of 1,000\n";
    const char *const countries[] = {"DE", "FR", "AT", "US", "PL", "CH", "GB"};
    auto id = rules.find("id"), country = rules.find("country");
    auto employees = rules.find("employees"), created = rules.find("created");
    std::vector<pointsman::lead> leads;
    for (int i = 0; i < 1000; i++)
        leads.emplace_back(rules)
            .text(id, "B" + std::to_string(i))
            .text(country, countries[i % 7])
            .integer(employees, i * 37 % 5000 + 1)
            .time(created, now - i * std::int64_t{1000000});
    pointsman::snapshot together(state), single(state);
    pointsman::context alone(rules);
    auto decisions = context.route_batch(together, leads, {now});
    int equal = 0;
    unsigned long bytes = 0, low = 1, high = 0;
    for (std::size_t i = 0; i < leads.size(); i++) {
        pointsman::decision decision = alone.route(single, leads[i], {now});
        single.apply(alone.assignment());
        std::string json = context.assignment(i).json();
        equal += json == alone.assignment().json() && decision.outcome == decisions[i].outcome;
        bytes += json.size();
        for (char byte : json) {
            low = (low + static_cast<unsigned char>(byte)) % 65521;
            high = (high + low) % 65521;
        }
    }
    std::cout << equal << " of 1000 equal singles; " << bytes << " bytes, sum " << low << ' ' << high << '\n'
              << together.json() << '\n';
}

// What a scorer throws comes out of the call that decided.
void throwing(const pointsman::ruleset &rules, pointsman::snapshot state, std::vector<pointsman::lead> &leads) {
    pointsman::context context(rules);
    context.connect("warmth", [](const pointsman::lead_view &) -> std::optional<std::int64_t> {
        throw std::domain_error("no score today");
    });
    pointsman::request asked;
    asked.route = "ranked";
    try {
        context.route_batch(state, leads, asked);
    } catch (const std::domain_error &) {
        return;
    }
    throw std::runtime_error("nothing was thrown");
}

void run(const std::string &folder) {
    std::cout << "pointsman " << pointsman_version() << ", interface " << pointsman_abi_version() << '\n';
    mistakes(folder);
    auto rules = pointsman::ruleset::compile("inbound.route", read_file(folder, "inbound.route"));
    pointsman::snapshot state(rules, read_file(folder, "snapshot.json"));
    pointsman::context context(rules);
    std::string jsonl = read_file(folder, "leads.jsonl");
    describe(rules);
    auto leads = fill(rules, read_file(folder, "leads.txt"));
    six_leads(context, state, leads, jsonl);
    fills_up(context, state, leads[0]);
    stale(context, state, leads[0]);
    reversed(rules, state, leads);
    std::cout << "== explained\n"
              << context.explain(state, leads[0], {now}, POINTSMAN_EXPLAIN_TEXT)
              << context.explain(state, leads[0], {now}, POINTSMAN_EXPLAIN_JSON) << '\n';
    batch(rules, context, state);
    throwing(rules, state, leads);
    std::cout << "== JSON Lines\n" << context.route_lines(state, jsonl, now);
    auto failure = refused([&] { context.route_lines(state, "{\"id\":\"L7\"}\n\n{\"id\":", now); });
    std::cout << "status " << failure.status << " on line " << failure.line << ": " << failure.what() << '\n';
}

} // namespace

int main(int count, char **arguments) {
    try {
        if (count != 2)
            return 2;
        run(arguments[1]);
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
