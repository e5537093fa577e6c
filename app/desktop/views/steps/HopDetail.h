#pragma once

#include "desktop/models/HopText.h"
#include "desktop/views/ViewContext.h"

#include <QWidget>

class QTabWidget;

namespace meshsso::desktop {

class CodeView;
class FindingListView;
class Label;

/// One hop in full: what it means, its cookies against the limits, its findings with the way to the step
/// concerned, and request and response with secrets masked.
class HopDetail final : public QWidget
{
    Q_OBJECT
public:
    explicit HopDetail(ViewContext context, QWidget* parent = nullptr);
    void show(const HopRow& row);

private:
    ViewContext m_context;
    Label* m_title;
    CodeView* m_url;
    Label* m_meaning;
    Label* m_cookies;
    FindingListView* m_findings;
    QTabWidget* m_tabs;
    CodeView* m_request;
    CodeView* m_response;
};

} // namespace meshsso::desktop
