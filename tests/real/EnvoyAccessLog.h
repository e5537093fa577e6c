#pragma once

#include <string>

namespace meshsso::test {

/// The gateway's configuration in which it writes a line of JSON into that file for each request: its path
/// and status, and in the words of an operator's own access log who the check said that it was. Throws
/// std::runtime_error if the listener is not there.
std::string withAccessLog(std::string envoyYaml, const std::string& file);

} // namespace meshsso::test
