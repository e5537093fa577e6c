#include "desktop/views/InspectorWindow.h"

#include "desktop/views/InspectorView.h"
#include "desktop/views/Theme.h"

#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace meshsso::desktop {

InspectorWindow::InspectorWindow(ViewContext context, QWidget* parent) : QWidget(parent, Qt::Window)
{
    setWindowTitle(tr("Token inspector"));
    resize(820, 760);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget;
    auto* inner = new QVBoxLayout(page);
    inner->setContentsMargins(Theme::pageMargin, Theme::pageMargin, Theme::pageMargin, Theme::pageMargin);
    inner->addWidget(new InspectorView(context));
    inner->addStretch(1);
    scroll->setWidget(page);
    column->addWidget(scroll);
    auto* close = new QShortcut(QKeySequence::Close, this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
}

} // namespace meshsso::desktop
