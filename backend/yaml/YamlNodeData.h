#pragma once

#include "yaml/YamlNode.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshsso::yaml {

/// What all nodes of one document share.
struct YamlDocument
{
    std::string file;
    bool hasComments = false;
};

/// Line and column from 1; the column counts characters, not bytes.
struct YamlPosition
{
    int line = 1;
    int column = 1;
};

/// The insides of a node. Private to this folder.
struct YamlNode::Data
{
    Kind kind = Kind::Null;
    bool quoted = false;
    std::string scalar;
    std::vector<YamlNode> items;
    std::vector<std::pair<std::string, YamlNode>> members;
    std::vector<YamlPosition> keyPositions; ///< parallel to members
    YamlPosition position;
    std::shared_ptr<const YamlDocument> document;
};

} // namespace meshsso::yaml
