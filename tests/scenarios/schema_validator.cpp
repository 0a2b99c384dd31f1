#include "tests/scenarios/schema_validator.h"

#include <nlohmann/json.hpp>

#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {

struct SchemaValidator::Content {
  nlohmann::json json;
  valijson::Schema schema;
};

SchemaValidator::SchemaValidator(const std::string& name) : content_(std::make_unique<Content>()) {
  content_->json = nlohmann::json::parse(schema_text(name));
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(content_->json), content_->schema);
}

SchemaValidator::~SchemaValidator() = default;

std::string SchemaValidator::complaint(const std::string& text) const {
  const nlohmann::json json = nlohmann::json::parse(text);
  valijson::Validator validator;
  valijson::ValidationResults results;
  const valijson::adapters::NlohmannJsonAdapter adapter(json);
  if (validator.validate(content_->schema, adapter, &results)) return "";
  std::string complaint = "rejected";
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    complaint += "; ";
    for (const std::string& token : error.context) complaint += token;
    complaint += ": " + error.description;
  }
  return complaint;
}

std::string schema_text(const std::string& name) {
  return read_text(std::string(STALEMATE_SOURCE_DIR) + "/scenarios/schema/" + name +
                   ".schema.json");
}

}  // namespace stalemate::scenarios::tests
