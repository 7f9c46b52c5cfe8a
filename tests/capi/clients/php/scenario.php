<?php
// The scenario that every host language runs, through PHP's FFI.
// usage: php -d ffi.enable=1 scenario.php LIBRARY FOLDER-OF-THE-SCENARIO

declare(strict_types=1);

const NOW = 1772443200000000; // 2026-03-02T09:20:00Z
[$_, $library, $folder] = $argv;

// FFI reads declarations, and no preprocessor lines: the installed header without them.
$header = file_get_contents(dirname($library, 2) . '/include/pointsman.h');
$header = preg_replace('~/\*.*?\*/~s', '', $header);
$header = preg_replace('~\\\\\n~', ' ', $header);
$header = preg_replace('~^#.*$~m', '', $header);
$header = preg_replace('~extern "C" \{|^\}\s*$~m', '', $header);
$lib = FFI::cdef($header, $library);

function out(string $line): void
{
    echo $line, "\n";
}

function call(string $name, ...$arguments): void
{
    [$status, $error] = tried($name, ...$arguments);
    if ($status !== 0) {
        fwrite(STDERR, "$name: status $status: " . message($error) . "\n");
        exit(1);
    }
}

/** A call that may fail: the status, and the error that the caller frees. */
function tried(string $name, ...$arguments): array
{
    global $lib;
    $error = $lib->new('pointsman_error *');
    $status = $lib->{"pointsman_$name"}(...[...$arguments, FFI::addr($error)]);
    return [$status, $error];
}

/** What FFI hands out as text: a string where it converts, else a pointer. */
function words($text, ?string $otherwise = null): ?string
{
    if ($text === null) {
        return $otherwise;
    }
    return is_string($text) ? $text : (FFI::isNull($text) ? $otherwise : FFI::string($text));
}

function message($error): string
{
    global $lib;
    return words($lib->pointsman_error_message($error, null), '');
}

/** An object that a call gives. */
function made(string $type, string $name, ...$arguments)
{
    global $lib;
    $place = $lib->new("$type *");
    call($name, ...[...$arguments, FFI::addr($place)]);
    return $place;
}

/** The text that a call lends. */
function lent(string $name, ...$arguments): string
{
    global $lib;
    $data = $lib->new('const char *');
    $size = $lib->new('size_t');
    call($name, ...[...$arguments, FFI::addr($data), FFI::addr($size)]);
    return $size->cdata === 0 ? '' : FFI::string($data, $size->cdata);
}

function find($rules, string $name): int
{
    global $lib;
    $id = $lib->new('uint64_t');
    call('ruleset_attribute_find', $rules, $name, strlen($name), FFI::addr($id));
    return $id->cdata;
}

function struct(string $type)
{
    global $lib;
    $struct = $lib->new($type);
    $struct->struct_size = FFI::sizeof($struct);
    return $struct;
}

function request()
{
    $request = struct('pointsman_request');
    $request->now = NOW;
    $request->since = PHP_INT_MIN;
    return $request;
}

function route($context, $state, $lead)
{
    $decision = struct('pointsman_decision');
    call('route', $context, $state, $lead, FFI::addr(request()), FFI::addr($decision));
    return $decision;
}

function answer($context, int $index = 0)
{
    global $lib;
    $place = $lib->new('const pointsman_assignment *');
    call('context_assignment', $context, $index, FFI::addr($place));
    return $place;
}

function json($assignment): string
{
    global $buffer;
    call('assignment_json', $assignment, $buffer);
    return lent('text_get', $buffer);
}

function read(string $name): string
{
    global $folder;
    return file_get_contents("$folder/$name");
}

/** Line and column of an error. */
function place($error): array
{
    global $lib;
    $path = $lib->new('const char *');
    $size = $lib->new('size_t');
    $line = $lib->new('uint32_t');
    $column = $lib->new('uint32_t');
    call('error_place', $error, FFI::addr($path), FFI::addr($size), FFI::addr($line), FFI::addr($column));
    return [$line->cdata, $column->cdata];
}

function mistakes(): void
{
    global $lib;
    out('== three mistakes');
    $text = read('broken.route');
    $rules = $lib->new('pointsman_ruleset *');
    [$status, $error] = tried('ruleset_compile', 'broken.route', 12, $text, strlen($text), FFI::addr($rules));
    out("status $status, ruleset " . (FFI::isNull($rules) ? 'none' : 'there'));
    for ($i = 0; $i < $lib->pointsman_error_diagnostic_count($error); $i++) {
        $one = struct('pointsman_diagnostic');
        call('error_diagnostic', $error, $i, FFI::addr($one));
        out(words($one->source) . ":$one->line:$one->column-$one->end_column: " . words($one->code) . ' '
            . words($one->message));
    }
    out('first at ' . implode(':', place($error)));
    $lib->pointsman_error_free($error);
}

function attributes($rules): array
{
    global $lib;
    $all = [];
    for ($i = 0; $i < $lib->pointsman_ruleset_attribute_count($rules); $i++) {
        $one = struct('pointsman_attribute');
        call('ruleset_attribute', $rules, $i, FFI::addr($one));
        $all[] = $one;
    }
    return $all;
}

function describe($rules): void
{
    global $lib;
    out('== the policy');
    out(lent('ruleset_fingerprint', $rules));
    foreach (['route', 'scorer'] as $of => $word) {
        for ($i = 0; $i < $lib->pointsman_ruleset_name_count($rules, $of); $i++) {
            out("$word " . lent('ruleset_name', $rules, $of, $i));
        }
    }
    foreach (attributes($rules) as $one) {
        out(words($one->name) . ": kind $one->kind, items $one->item_kind, required $one->is_required, "
            . "private $one->is_private, column " . words($one->column, 'none'));
    }
}

/** Strings as C's memory, that lives as long as what is returned: pointers, sizes, buffers. */
function strings(array $items): array
{
    global $lib;
    $count = count($items);
    $data = $lib->new("const char *[$count]");
    $sizes = $lib->new("size_t[$count]");
    $kept = [];
    foreach ($items as $i => $item) {
        $kept[$i] = $lib->new('char[' . max(1, strlen($item)) . ']');
        FFI::memcpy($kept[$i], $item, strlen($item));
        $data[$i] = $lib->cast('const char *', FFI::addr($kept[$i]));
        $sizes[$i] = strlen($item);
    }
    return [$data, $sizes, $kept];
}

function set($lead, $one, string $cell): void
{
    global $lib;
    switch ($one->kind) {
        case 2:
            call('lead_set_integer', $lead, $one->id, (int) $cell);
            break;
        case 4:
        case 5:
            call('lead_set_decimal', $lead, $one->id, (int) $cell);
            break;
        case 1:
            call('lead_set_boolean', $lead, $one->id, (int) $cell);
            break;
        case 14:
            call('lead_set_time', $lead, $one->id, (int) $cell);
            break;
        case 19:
            $items = explode(';', $cell);
            [$data, $sizes, $kept] = strings($items);
            call('lead_set_texts', $lead, $one->id, $data, $sizes, count($items));
            break;
        default:
            call('lead_set_text', $lead, $one->id, $cell, strlen($cell));
    }
}

function fill($rules): array
{
    $known = attributes($rules);
    $leads = [];
    foreach (array_slice(explode("\n", rtrim(read('leads.txt'))), 1) as $row) {
        $lead = made('pointsman_lead', 'lead_new', $rules);
        foreach (explode('|', $row) as $i => $cell) {
            if ($cell !== '') {
                set($lead, $known[$i], $cell);
            }
        }
        $leads[] = $lead;
    }
    return $leads;
}

function six_leads($context, $state, array $leads): void
{
    global $lib, $buffer;
    out('== six leads, typed and as JSON');
    $lines = explode("\n", read('leads.jsonl'));
    foreach ($leads as $i => $lead) {
        $decision = route($context, $state, $lead);
        out(words($lib->pointsman_outcome_name($decision->outcome)) . ' ' . words($decision->rep, '-') . ' '
            . words($decision->rule, '-') . ", due $decision->sla_due");
        $typed = json(answer($context));
        out($typed);
        call('route_json', $context, $state, $lines[$i], strlen($lines[$i]), NOW, $buffer);
        out('the same from JSON: ' . ($typed === lent('text_get', $buffer) ? 'yes' : 'no'));
    }
}

function fills_up($context, $state, $lead): void
{
    global $lib;
    out('== anna fills up, then ben; a pause; an end of work');
    for ($turn = 0; $turn < 10; $turn++) {
        if ($turn === 6 || $turn === 8) {
            call('snapshot_set_open', $state, 'anna', 4, 'lead', 4, 1);
        }
        if ($turn >= 8) {
            call('snapshot_set_paused', $state, 'anna', 4, $turn === 8 ? 1 : 0);
        }
        $decision = route($context, $state, $lead);
        out('version ' . $lib->pointsman_snapshot_version($state) . ': '
            . words($decision->rep, words($decision->queue)));
        call('snapshot_apply', $state, answer($context));
    }
}

function stale($context, $state, $lead): void
{
    global $lib;
    out('== a stale decision is refused');
    route($context, $state, $lead);
    $kept = made('pointsman_assignment', 'assignment_clone', answer($context));
    call('snapshot_apply', $state, $kept);
    [$status, $error] = tried('snapshot_apply', $state, $kept);
    out("status $status: " . message($error));
    $lib->pointsman_error_free($error);
    $text = json($kept);
    $status = $lib->pointsman_snapshot_apply_json($state, $text, strlen($text), null);
    out("status $status, version " . $lib->pointsman_snapshot_version($state));
    $lib->pointsman_assignment_free($kept);
}

function route_batch($context, $state, array $leads, $asked)
{
    global $lib;
    $count = count($leads);
    $array = $lib->new("pointsman_lead *[$count]");
    foreach ($leads as $i => $lead) {
        $array[$i] = $lead;
    }
    $decisions = $lib->new("pointsman_decision[$count]");
    $size = FFI::sizeof($decisions[0]);
    call('route_batch', $context, $state, $array, $count, FFI::addr($asked), $decisions, $size);
    return $decisions;
}

function reversed($rules, $state, array $leads): void
{
    global $lib;
    out('== a scorer reverses the order');
    $employees = find($rules, 'employees');
    $asked = $destroyed = $observed = 0;
    $score = function ($data, $view, $score) use ($lib, $employees, &$asked) {
        $asked++;
        $value = $lib->new('int64_t');
        if ($lib->pointsman_lead_view_integer($view, $employees, FFI::addr($value), null) !== 0) {
            return 10;
        }
        $score[0]->ten_thousandths = -$value->cdata * 10000;
        return 0;
    };
    $observe = function ($data, $seen) use (&$observed) {
        $observed += words($seen[0]->rep) !== null ? 1 : 0;
    };
    $destroy = function ($data) use (&$destroyed) {
        $destroyed++;
    };
    foreach ([false, true] as $with) {
        $context = made('pointsman_context', 'context_new', $rules);
        $copy = made('pointsman_snapshot', 'snapshot_clone', $state);
        if ($with) {
            call('context_set_scorer', $context, 'warmth', 6, $score, null, $destroy);
            call('context_set_observer', $context, $observe, null, $destroy);
        }
        $request = request();
        [, , $kept] = strings(['ranked']);
        $request->route = $lib->cast('const char *', FFI::addr($kept[0]));
        $request->route_size = 6;
        $decisions = route_batch($context, $copy, $leads, $request);
        $line = [];
        for ($i = 0; $i < count($leads); $i++) {
            $line[] = words($decisions[$i]->rep, words($decisions[$i]->queue));
        }
        out(implode(', ', $line));
        $lib->pointsman_context_free($context);
        $lib->pointsman_snapshot_free($copy);
    }
    out("asked $asked times, destroyed $destroyed, observed $observed with a rep");
}

function explained($context, $state, $lead): void
{
    global $buffer;
    out('== explained');
    foreach ([0, 1] as $form) {
        call('explain', $context, $state, $lead, FFI::addr(request()), $form, $buffer);
        out(rtrim(lent('text_get', $buffer), "\n"));
    }
}

function batch($rules, $context, $state): void
{
    global $lib, $buffer;
    out('== a batch of 1,000');
    [$id, $country, $employees, $created] =
        array_map(fn ($name) => find($rules, $name), ['id', 'country', 'employees', 'created']);
    $countries = ['DE', 'FR', 'AT', 'US', 'PL', 'CH', 'GB'];
    $leads = [];
    for ($i = 0; $i < 1000; $i++) {
        $lead = made('pointsman_lead', 'lead_new', $rules);
        call('lead_set_text', $lead, $id, "B$i", strlen("B$i"));
        call('lead_set_text', $lead, $country, $countries[$i % 7], 2);
        call('lead_set_integer', $lead, $employees, $i * 37 % 5000 + 1);
        call('lead_set_time', $lead, $created, NOW - $i * 1000000);
        $leads[] = $lead;
    }
    $together = made('pointsman_snapshot', 'snapshot_clone', $state);
    $single = made('pointsman_snapshot', 'snapshot_clone', $state);
    $alone = made('pointsman_context', 'context_new', $rules);
    $decisions = route_batch($context, $together, $leads, request());
    $equal = $bytes = $high = 0;
    $low = 1;
    foreach ($leads as $i => $lead) {
        $decision = route($alone, $single, $lead);
        call('snapshot_apply', $single, answer($alone));
        $text = json(answer($context, $i));
        $equal += $text === json(answer($alone)) && $decision->outcome === $decisions[$i]->outcome ? 1 : 0;
        $bytes += strlen($text);
        foreach (unpack('C*', $text) as $byte) {
            $low = ($low + $byte) % 65521;
            $high = ($high + $low) % 65521;
        }
    }
    out("$equal of 1000 equal singles; $bytes bytes, sum $low $high");
    call('snapshot_write', $together, $buffer);
    out(lent('text_get', $buffer));
    $lib->pointsman_snapshot_free($together);
    $lib->pointsman_snapshot_free($single);
    foreach ($leads as $lead) {
        $lib->pointsman_lead_free($lead);
    }
    $lib->pointsman_context_free($alone);
}

function lines($context, $state): void
{
    global $lib, $buffer;
    out('== JSON Lines');
    $text = read('leads.jsonl');
    call('route_lines', $context, $state, $text, strlen($text), NOW, $buffer);
    out(rtrim(lent('text_get', $buffer), "\n"));
    $bad = "{\"id\":\"L7\"}\n\n{\"id\":";
    [$status, $error] = tried('route_lines', $context, $state, $bad, strlen($bad), NOW, $buffer);
    out("status $status on line " . place($error)[0] . ': ' . message($error));
    $lib->pointsman_error_free($error);
}

$buffer = made('pointsman_text', 'text_new');
out('pointsman ' . words($lib->pointsman_version()) . ', interface ' . $lib->pointsman_abi_version());
mistakes();
$policy = read('inbound.route');
$people = read('snapshot.json');
$rules = made('pointsman_ruleset', 'ruleset_compile', 'inbound.route', 13, $policy, strlen($policy));
$state = made('pointsman_snapshot', 'snapshot_read', $rules, $people, strlen($people));
$context = made('pointsman_context', 'context_new', $rules);
describe($rules);
$leads = fill($rules);
six_leads($context, $state, $leads);
foreach (['fills_up', 'stale'] as $part) {
    $copy = made('pointsman_snapshot', 'snapshot_clone', $state);
    $part($context, $copy, $leads[0]);
    $lib->pointsman_snapshot_free($copy);
}
reversed($rules, $state, $leads);
explained($context, $state, $leads[0]);
batch($rules, $context, $state);
lines($context, $state);
$lib->pointsman_ruleset_free($rules);
$lib->pointsman_snapshot_free($state);
foreach ($leads as $lead) {
    $lib->pointsman_lead_free($lead);
}
$lib->pointsman_context_free($context);
$lib->pointsman_text_free($buffer);
