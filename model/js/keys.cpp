#include "model/js/keys.h"

#include <algorithm>

namespace stalemate::model {

std::string tag_name(std::uint32_t tag) { return "stalemate-tag-" + std::to_string(tag + 1); }

Key page_key_in(std::string_view name, Artifact asked_for) {
  if (name.find(page_path) == std::string_view::npos) return page_key(asked_for);
  const bool rsc = name.find("rsc") != std::string_view::npos;
  return page_key(rsc ? Artifact::rsc : Artifact::html);
}

Key Keys::key_of(std::string_view name, Artifact asked_for) {
  const auto known = names_.find(name);
  if (known != names_.end()) return known->second;
  const Key key = new_key_for(name, asked_for);
  names_.emplace(name, key);
  return key;
}

bool Keys::taken(Key key) const {
  return std::ranges::any_of(names_, [key](const auto& entry) { return entry.second == key; });
}

Key Keys::new_key_for(std::string_view name, Artifact asked_for) const {
  for (std::uint32_t tag = 0; tag < tag_limit; ++tag) {
    const Key marker = first_tag_key + tag;
    if (name.find(tag_name(tag)) != std::string_view::npos && !taken(marker)) return marker;
  }
  if (name.find(page_path) != std::string_view::npos) {
    const Key key = page_key_in(name, asked_for);
    const bool tag_of_path = name.find("_N_T_") != std::string_view::npos;
    if (!tag_of_path && !taken(key)) return key;
  } else if (!taken(page_key(asked_for)) && name.find("tag") == std::string_view::npos) {
    return page_key(asked_for);
  }
  Key key = first_other_key;
  while (taken(key)) ++key;
  return key;
}

std::string Keys::name_of(Key key) const {
  for (const auto& [name, known] : names_) {
    if (known == key) return name;
  }
  return {};
}

}  // namespace stalemate::model
