#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scenarios/format/read_world.h"

namespace stalemate::scenarios::format {
namespace {

// How old it is at the start: one of two keys, unless nobody can read its age anyway.
void read_entry(const Node& node, model::InitialEntry& entry) {
  entry.present = true;
  std::optional<sim::Microseconds> expired_for_us;
  std::optional<sim::Microseconds> fresh_for_us;
  Fields fields(node);
  fields.name("shape", entry.shape);
  fields.time("expired_for_ms", any_time, expired_for_us);
  fields.time("fresh_for_ms", any_time, fresh_for_us);
  fields.done();
  if (!node.complete()) return;
  if (expired_for_us && fresh_for_us) {
    node.fail("both expired_for_ms and fresh_for_ms are given", "one of them");
  }
  const bool readable = entry.shape == model::EntryShape::valid;
  if (readable && !expired_for_us && !fresh_for_us) {
    node.fail("neither expired_for_ms nor fresh_for_ms is given", "one of them");
  }
  entry.expired_for_us = expired_for_us ? *expired_for_us : -fresh_for_us.value_or(0);
}

void read_entries(const Node& node, model::WorldConfig& config) {
  Fields fields(node);
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    const std::optional<Node> entry = fields.find(model::name(static_cast<model::Artifact>(index)));
    if (entry) read_entry(*entry, config.page.initial[index]);
  }
  fields.done();
  const auto rsc = static_cast<std::size_t>(model::Artifact::rsc);
  const bool pages = config.handler.router == model::Router::pages;
  if (node.reading().whole() && pages && config.page.initial[rsc].present) {
    node.fail_at("rsc", "the Pages Router knows no rsc", "html, or the router \"app\"");
  }
}

// Absent or null: the page never expires.
void read_expire(Fields& fields, std::optional<std::int64_t>& expire_ms) {
  const std::optional<Node> field = fields.find_nullable("expire_ms");
  if (!field || field->json().is_null()) return;
  expire_ms = milliseconds_of(*field, some_time);
}

}  // namespace

void read_page(const Node& node, model::WorldConfig& config) {
  model::PageConfig& page = config.page;
  Fields fields(node);
  fields.milliseconds("revalidate_ms", some_time, page.revalidate_ms);
  read_expire(fields, page.expire_ms);
  fields.integer("tags", tag_counts, page.tags);
  fields.boolean("reads_search_params", page.reads_search_params);
  const std::optional<Node> entries = fields.find("entries");
  if (entries) read_entries(*entries, config);
  fields.name("body", page.body);
  fields.name("key", page.key);
  fields.integer("key_bytes", key_sizes, page.key_bytes);
  fields.integer("value_bytes", value_sizes, page.value_bytes);
  fields.integer("metadata_bytes", metadata_sizes, page.metadata_bytes);
  fields.milliseconds("kv_ttl_ms", some_time, page.kv_ttl_ms);
  fields.done();
}

}  // namespace stalemate::scenarios::format
