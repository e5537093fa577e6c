#include "yaml/YamlNode.h"

#include "yaml/YamlNodeData.h"
#include "yaml/YamlReader.h"

namespace meshsso::yaml {
namespace {

std::string format(const YamlDocument& document, YamlPosition position)
{
    return document.file + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
}

} // namespace

Result<YamlNode> YamlNode::parse(std::string_view text, std::string_view file)
{
    YamlReader reader(text, file);
    return reader.read();
}

YamlNode::Kind YamlNode::kind() const
{
    return m_data ? m_data->kind : Kind::Null;
}

bool YamlNode::isQuoted() const
{
    return m_data && m_data->quoted;
}

const std::string& YamlNode::scalar() const
{
    static const std::string none;
    return m_data ? m_data->scalar : none;
}

const std::vector<YamlNode>& YamlNode::items() const
{
    static const std::vector<YamlNode> none;
    return m_data ? m_data->items : none;
}

const std::vector<std::pair<std::string, YamlNode>>& YamlNode::members() const
{
    static const std::vector<std::pair<std::string, YamlNode>> none;
    return m_data ? m_data->members : none;
}

const YamlNode* YamlNode::find(std::string_view key) const
{
    for (const auto& [name, node] : members()) {
        if (name == key)
            return &node;
    }
    return nullptr;
}

std::string YamlNode::keyPosition(std::string_view key) const
{
    for (std::size_t i = 0; i < members().size(); ++i) {
        if (members()[i].first == key)
            return format(*m_data->document, m_data->keyPositions[i]);
    }
    return position();
}

std::string YamlNode::position() const
{
    return m_data ? format(*m_data->document, m_data->position) : std::string();
}

bool YamlNode::documentHasComments() const
{
    return m_data && m_data->document->hasComments;
}

} // namespace meshsso::yaml
