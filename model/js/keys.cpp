#include "model/js/keys.h"

namespace stalemate::model {

std::string tag_name(std::uint32_t tag) { return "stalemate-tag-" + std::to_string(tag + 1); }

Key page_key_in(std::string_view name, Artifact asked_for) {
  if (name.find(page_path) == std::string_view::npos) return page_key(asked_for);
  const bool rsc = name.find("rsc") != std::string_view::npos;
  return page_key(rsc ? Artifact::rsc : Artifact::html);
}

Key Keys::key_of(std::string_view name, Artifact asked_for) {
  const auto known = names_.keys.find(name);
  if (known != names_.keys.end()) return known->second;
  const Key key = new_key_for(name, asked_for);
  add(name, key);
  return key;
}

void Keys::hold_page(std::string_view name, Artifact asked_for) {
  const Key key = page_key_in(name, asked_for);
  if (names_.keys.contains(name) || names_.taken[key]) return;
  add(name, key);
}

void Keys::add(std::string_view name, Key key) {
  if (key < first_other_key) {
    names_.taken[key] = true;
  } else {
    ++names_.next_other;
  }
  names_.keys.emplace(name, key);
}

Key Keys::new_key_for(std::string_view name, Artifact asked_for) const {
  for (std::uint32_t tag = 0; tag < tag_limit; ++tag) {
    const Key marker = first_tag_key + tag;
    if (name.find(tag_name(tag)) != std::string_view::npos && !names_.taken[marker]) return marker;
  }
  if (name.find(page_path) != std::string_view::npos) {
    const Key key = page_key_in(name, asked_for);
    const bool tag_of_path = name.find("_N_T_") != std::string_view::npos;
    if (!tag_of_path && !names_.taken[key]) return key;
  } else if (!names_.taken[page_key(asked_for)] && name.find("tag") == std::string_view::npos) {
    return page_key(asked_for);
  }
  return names_.next_other;
}

Key Keys::key_of_list(std::string_view prefix) {
  const std::string name = std::string("\0list ", 6).append(prefix);
  const auto [place, is_new] = names_.keys.emplace(name, names_.next_other);
  if (is_new) ++names_.next_other;
  return place->second;
}

std::vector<std::pair<std::string_view, Key>> Keys::names_with(std::string_view prefix,
                                                               std::string_view after) const {
  std::vector<std::pair<std::string_view, Key>> names;
  for (auto at = names_.keys.lower_bound(prefix); at != names_.keys.end(); ++at) {
    if (!at->first.starts_with(prefix)) break;
    if (after.empty() || at->first > after) names.emplace_back(at->first, at->second);
  }
  return names;
}

std::string Keys::name_of(Key key) const {
  for (const auto& [name, known] : names_.keys) {
    if (known == key) return name;
  }
  return {};
}

}  // namespace stalemate::model
