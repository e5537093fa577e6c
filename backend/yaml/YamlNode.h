#pragma once

#include "core/Result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshsso::yaml {

/// A parsed YAML value with its position. Immutable. Anchors and aliases are refused, and so are duplicate
/// keys and tags, because a reviewer cannot see through them; a document is at most 1 MiB and 64 levels deep.
class YamlNode
{
public:
    enum class Kind { Null, Scalar, Sequence, Map };

    /// Parses one document. file is only for positions. Errors: ParseError with "file:line:column" as
    /// context, TooLarge. An empty text is a Null node.
    static Result<YamlNode> parse(std::string_view text, std::string_view file);

    Kind kind() const;
    bool isNull() const { return kind() == Kind::Null; }
    bool isMap() const { return kind() == Kind::Map; }
    bool isSequence() const { return kind() == Kind::Sequence; }
    bool isScalar() const { return kind() == Kind::Scalar; }
    /// True if the scalar was written in quotes: then it is text, whatever it looks like.
    bool isQuoted() const;
    const std::string& scalar() const;
    const std::vector<YamlNode>& items() const;                           ///< of a sequence
    const std::vector<std::pair<std::string, YamlNode>>& members() const; ///< of a map, in file order
    const YamlNode* find(std::string_view key) const;
    /// Where the key itself stands, for "unknown key" errors.
    std::string keyPosition(std::string_view key) const;
    std::string position() const; ///< "file:line:column", from 1
    /// True if the text the document came from holds comments that a re-save would lose.
    bool documentHasComments() const;

private:
    struct Data;
    std::shared_ptr<const Data> m_data;
    friend class YamlReader;
};

} // namespace meshsso::yaml
