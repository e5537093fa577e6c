#pragma once

#include "desktop/models/NeedsChecklist.h"

#include <QWidget>

class QVBoxLayout;

namespace meshsso::desktop {

/// The checklist under a token preview: what the project needs, met or not, and a button where what is
/// missing can be added.
class NeedsView final : public QWidget
{
    Q_OBJECT
public:
    explicit NeedsView(QWidget* parent = nullptr);
    /// The buttons work while canAdd.
    void setLines(const std::vector<NeedsLine>& lines, bool canAdd);

signals:
    /// index: of the comparison's missing part; what: it as the button names it.
    void addAsked(int index, const QString& what);

private:
    QWidget* makeLine(const NeedsLine& line, bool canAdd);

    QVBoxLayout* m_list;
    QString m_shown;
};

} // namespace meshsso::desktop
