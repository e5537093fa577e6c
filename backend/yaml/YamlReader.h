#pragma once

#include "core/Error.h"
#include "core/Result.h"
#include "yaml/YamlNode.h"
#include "yaml/YamlNodeData.h"

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

namespace meshsso::yaml {

/// Builds a YamlNode from yaml-cpp's events, and refuses what YamlNode::parse promises to refuse. Private to
/// this folder; events throw Refusal, which read() turns into an Error.
class YamlReader final : public YAML::EventHandler
{
public:
    static constexpr std::size_t maxBytes = std::size_t{1024} * 1024;
    static constexpr std::size_t maxDepth = 64;

    YamlReader(std::string_view text, std::string_view file);

    Result<YamlNode> read();

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override;
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAnchor(const YAML::Mark& mark, const std::string& name) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override;
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override;

private:
    struct Refusal
    {
        ErrorCode code;
        std::string message;
        YamlPosition position;
    };
    /// A sequence or map whose end has not come yet.
    struct Open
    {
        std::shared_ptr<YamlNode::Data> data;
        std::set<std::string, std::less<>> keys;
        bool hasKey = false; ///< the key was read, its value is next
        std::string key;
        YamlPosition keyPosition;
    };

    Result<void> checkText() const;
    YamlPosition positionOf(const YAML::Mark& mark);
    void refuseProperties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
    bool expectsKey() const;
    [[noreturn]] void refuseKey(YamlPosition position) const;
    std::shared_ptr<YamlNode::Data> newData(YamlNode::Kind kind, YamlPosition position) const;
    void open(std::shared_ptr<YamlNode::Data> data);
    void close();
    void add(std::shared_ptr<YamlNode::Data> data);
    std::string context(YamlPosition position) const;

    std::string m_text;
    std::shared_ptr<YamlDocument> m_document;
    std::vector<Open> m_open;
    std::shared_ptr<YamlNode::Data> m_root;
    std::vector<std::size_t> m_opaqueScalars; ///< where quoted and block scalars start
    YAML::Mark m_lastMark;                    ///< marks mostly go forward: columns are counted on from here
    int m_lastColumn = 0;
    bool m_seenDocument = false;
};

/// What yaml-cpp does not tell about a document's text.
struct YamlTextScan
{
    bool hasComments = false;
    std::size_t unclosedQuote = std::string_view::npos; ///< offset of a quote that the end of the file closes
};

/// opaqueScalars are the offsets at which quoted and block scalars start, in order: a '#' inside those is
/// text.
YamlTextScan scanYamlText(std::string_view text, const std::vector<std::size_t>& opaqueScalars);

} // namespace meshsso::yaml
