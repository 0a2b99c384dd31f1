#include "scenarios/format/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenarios/format/message.h"

namespace stalemate::scenarios {
namespace {

constexpr int most_temporary_files = 100;

// Closed when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  bool open() const { return number_ >= 0; }
  int number() const { return number_; }
  // Closing is the last chance of some file systems to say that the data did not fit.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

// Every system call below sets errno when it fails.
std::string reason() { return std::generic_category().message(errno); }

InputError complaint(const std::string& path, const std::string& what, const std::string& allowed) {
  const std::string name = path.empty() ? "\"\"" : path;
  return {format::one_line(name + ": " + what + "; allowed: " + allowed)};
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return path.substr(0, std::max<std::size_t>(slash, 1));
}

// A name that nobody else has, next to the file that is to be written.
std::string create_temporary(const std::string& path, int& descriptor) {
  std::string name;
  for (int attempt = 0; attempt < most_temporary_files; ++attempt) {
    name = path + "." + std::to_string(attempt) + ".partial";
    descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0 || errno != EEXIST) break;
  }
  return name;
}

// A rename is safe on the disk once its folder is. Some file systems cannot do that: no harm.
void synchronise_folder(const std::string& path) {
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.open()) ::fsync(folder.number());
}

// A regular file that is read from its start.
class FileReader {
 public:
  FileReader(const std::string& path, std::size_t longest_bytes)
      : path_(&path),
        longest_bytes_(longest_bytes),
        // Opening a pipe without a writer would wait for one; with this flag it does not.
        file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat status {};
    if (!file_.open()) {
      problem_ = complain("cannot be opened: " + reason());
    } else if (::fstat(file_.number(), &status) != 0) {
      problem_ = complain("cannot be read: " + reason());
    } else if (S_ISDIR(status.st_mode)) {
      problem_ = complain("is a folder");
    } else if (!S_ISREG(status.st_mode)) {
      problem_ = complain("is not a regular file");
    }
    bytes_ = static_cast<std::size_t>(status.st_size);
  }

  Result<std::string> whole() {
    if (problem_) return *problem_;
    if (bytes_ <= longest_bytes_) {
      text_.reserve(bytes_);
      // It may grow meanwhile.
      if (!read_to(longest_bytes_ + 1)) return *problem_;
      if (text_.size() <= longest_bytes_) return std::move(text_);
    }
    return complain("is too large");
  }

  Result<Beginning> beginning() {
    constexpr std::size_t enough = 256;
    if (problem_ || !read_to(enough)) return *problem_;
    return Beginning{std::move(text_), bytes_};
  }

 private:
  InputError complain(const std::string& what) const {
    std::string allowed = "a file that may be read";
    if (longest_bytes_ != std::numeric_limits<std::size_t>::max()) {
      allowed += ", of at most " + std::to_string(longest_bytes_) + " bytes";
    }
    return complaint(*path_, what, allowed);
  }

  // Until the text has so many bytes, or the file ends.
  bool read_to(std::size_t bytes) {
    std::string buffer(std::min(bytes, std::size_t{1} << 16), '\0');
    while (text_.size() < bytes) {
      const ssize_t count = ::read(file_.number(), buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) problem_ = complain("cannot be read: " + reason());
      if (count <= 0) break;
      text_.append(buffer, 0, static_cast<std::size_t>(count));
    }
    return !problem_;
  }

  const std::string* path_;
  std::size_t longest_bytes_;
  Descriptor file_;
  std::size_t bytes_ = 0;
  std::string text_;
  std::optional<InputError> problem_;
};

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t longest_bytes) {
  return FileReader(path, longest_bytes).whole();
}

Result<Beginning> beginning_of(const std::string& path) {
  return FileReader(path, std::numeric_limits<std::size_t>::max()).beginning();
}

std::optional<InputError> write_file_atomically(const std::string& path, std::string_view text,
                                                Disk disk) {
  const std::string allowed = "a path in a folder that exists and may be written to";
  int number = -1;
  const std::string temporary = create_temporary(path, number);
  Descriptor file(number);
  if (!file.open()) return complaint(path, "cannot be written: " + reason(), allowed);
  const bool wait = disk == Disk::waited_for;
  const bool written = write_all(file.number(), text) && (!wait || ::fsync(file.number()) == 0);
  const bool complete = written && file.close() && ::rename(temporary.c_str(), path.c_str()) == 0;
  if (!complete) {
    const std::string why = reason();
    ::unlink(temporary.c_str());
    return complaint(path, "cannot be written: " + why, allowed);
  }
  if (wait) synchronise_folder(path);
  return std::nullopt;
}

}  // namespace stalemate::scenarios
