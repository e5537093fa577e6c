#pragma once

#include "desktop/views/StepPage.h"

#include <QTimer>
#include <QWidget>

namespace meshsso::desktop {

class CodeView;
class Label;

/// The pane beside a page: what the step does, who reads its values, and how they stand in the project file.
class ContextPane final : public QWidget
{
    Q_OBJECT
public:
    explicit ContextPane(ViewContext context, QWidget* parent = nullptr);
    void showHelp(const PageHelp& help);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refreshYaml();

    ViewContext m_context;
    QTimer m_delay;
    QStringList m_keys;
    Label* m_whatHeading;
    Label* m_what;
    Label* m_whoHeading;
    Label* m_who;
    Label* m_yamlHeading;
    Label* m_yamlEmpty;
    CodeView* m_yaml;
};

} // namespace meshsso::desktop
