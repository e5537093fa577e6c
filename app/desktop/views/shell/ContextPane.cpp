#include "desktop/views/shell/ContextPane.h"

#include "desktop/models/YamlSections.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/Label.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace meshsso::desktop {

ContextPane::ContextPane(ViewContext context, QWidget* parent) : QWidget(parent), m_context(context)
{
    setObjectName(QStringLiteral("contextPane"));
    setProperty("sunken", true);
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(std::max(288, fontMetrics().averageCharWidth() * 38));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("About this step"));
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(Theme::cardPadding, Theme::cardPadding, Theme::cardPadding,
                               Theme::cardPadding);
    column->setSpacing(Theme::grid);
    scroll->setWidget(content);
    content->setAutoFillBackground(false); // which setWidget sets
    scroll->viewport()->setAutoFillBackground(false);
    outer->addWidget(scroll);

    const auto addSection = [column](const QString& heading, Label*& title, Label*& text) {
        title = new Label(heading, TextRole::Strong);
        text = new Label;
        text->setSelectable(true);
        column->addWidget(title);
        column->addWidget(text);
        column->addSpacing(Theme::grid);
    };
    addSection(tr("What this does"), m_whatHeading, m_what);
    addSection(tr("Who reads it"), m_whoHeading, m_who);
    m_yamlHeading = new Label(tr("In the YAML"), TextRole::Strong);
    m_yamlEmpty = new Label(tr("Nothing: everything here is as by default."), TextRole::Muted);
    m_yaml = new CodeView(CodeView::Language::Yaml);
    m_yaml->setObjectName(QStringLiteral("yamlSnippet"));
    m_yaml->setAccessibleName(tr("In the YAML"));
    column->addWidget(m_yamlHeading);
    column->addWidget(m_yamlEmpty);
    column->addWidget(m_yaml);
    column->addStretch(1);

    // Typing changes the project with each letter; the text follows when there is a moment for it.
    m_delay.setSingleShot(true);
    m_delay.setInterval(60);
    connect(&m_delay, &QTimer::timeout, this, &ContextPane::refreshYaml);
    connect(&m_context.document(), &ProjectDocument::changed, this, [this] { m_delay.start(); });
}

void ContextPane::showHelp(const PageHelp& help)
{
    m_what->setText(help.whatItDoes);
    m_who->setText(help.whoReadsIt);
    m_whatHeading->setVisible(!help.whatItDoes.isEmpty());
    m_what->setVisible(!help.whatItDoes.isEmpty());
    m_whoHeading->setVisible(!help.whoReadsIt.isEmpty());
    m_who->setVisible(!help.whoReadsIt.isEmpty());
    m_keys = help.yamlKeys;
    refreshYaml();
}

void ContextPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refreshYaml();
}

void ContextPane::refreshYaml()
{
    const bool hasYaml = !m_keys.isEmpty() && m_context.document().isOpen();
    m_yamlHeading->setVisible(hasYaml);
    if (!hasYaml || !isVisible()) {
        m_yaml->hide();
        m_yamlEmpty->hide();
        return;
    }
    const QString text = yamlSections(project::emitProject(m_context.document().project()), m_keys);
    m_yaml->setCode(text.trimmed());
    m_yaml->fitHeight(60);
    m_yaml->setVisible(!text.isEmpty());
    m_yamlEmpty->setVisible(text.isEmpty());
}

} // namespace meshsso::desktop
