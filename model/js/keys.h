// Which of the world's keys a script's text stands for.
//
// The basic idea. The world judges the entries of one page and the markers of its tags; a handler
// names keys as it likes. The page's is the name under which it stores what it has rendered when it
// is asked for the page before the run. If it stores nothing then, a name that holds the page's
// path is the page's, or one that holds neither the path nor a tag (it may be hashed), if the
// handler uses it first while it is asked for the page. A name that holds one of the tags is that
// tag's marker. All else are keys of its own.
//
// Invariants:
//  1. One name stands for one key for as long as the program is loaded, whatever runs.
//  2. Each of the page's keys has at most one name.
//
// Cost: one search by name.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/kv/value.h"

namespace stalemate::model {

inline constexpr std::string_view page_path = "/stalemate-page";
std::string tag_name(std::uint32_t tag);  // "stalemate-tag-1", from tag 0 on

/// Which of the page's keys a name is about that is no name of the store's: of the dedupe map, say.
Key page_key_in(std::string_view name, Artifact asked_for);

class Keys {
 public:
  /// @param asked_for which artifact the request that uses it is about
  Key key_of(std::string_view name, Artifact asked_for);
  /// What is stored under this name is a page that was rendered for such a request.
  void hold_page(std::string_view name, Artifact asked_for);
  std::string name_of(Key key) const;
  /// Under which a list of such names is read, and cached: nothing is stored there.
  Key key_of_list(std::string_view prefix);
  /// Those with the prefix that come after `after`, in the order of their bytes.
  std::vector<std::pair<std::string_view, Key>> names_with(std::string_view prefix,
                                                           std::string_view after) const;

  /// Those there are now belong to every run.
  void keep() { kept_ = names_; }
  void forget_run() { names_ = kept_; }

 private:
  Key new_key_for(std::string_view name, Artifact asked_for) const;
  void add(std::string_view name, Key key);

  struct Names {
    std::map<std::string, Key, std::less<>> keys;
    std::array<bool, first_other_key> taken{};
    Key next_other = first_other_key;
  };
  Names names_;
  Names kept_;
};

}  // namespace stalemate::model
