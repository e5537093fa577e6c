#pragma once

#include "desktop/views/ViewContext.h"

#include <QListView>

namespace meshsso::desktop {

/// The log of this run, a line an entry, with an icon a level. Ctrl+C copies the chosen lines.
class LogView final : public QListView
{
    Q_OBJECT
public:
    explicit LogView(ViewContext context, QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    ViewContext m_context;
};

} // namespace meshsso::desktop
