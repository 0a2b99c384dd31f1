// Validation by a JSON Schema of scenarios/schema, as an editor does it.
#pragma once

#include <memory>
#include <string>

namespace stalemate::scenarios::tests {

class SchemaValidator {
 public:
  /// @param name of the schema: "scenario" or "schedule"
  explicit SchemaValidator(const std::string& name);
  ~SchemaValidator();

  /// What the schema says against the JSON text; empty if nothing.
  std::string complaint(const std::string& text) const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

/// The text of a schema.
std::string schema_text(const std::string& name);

}  // namespace stalemate::scenarios::tests
