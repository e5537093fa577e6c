#pragma once

#include "desktop/models/LineNotes.h"

#include <QWidget>
#include <vector>

namespace meshsso::desktop {

class CodeView;

/// Line numbers beside a CodeView, and a mark at each line of which something is to be said. Private to
/// CodeView.
class CodeGutter final : public QWidget
{
    Q_OBJECT
public:
    explicit CodeGutter(CodeView& view);

    void setNotes(std::vector<LineNote> notes);
    const std::vector<LineNote>& notes() const { return m_notes; }
    int fittingWidth() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    const LineNote* worstAt(int line) const;

    CodeView& m_view;
    std::vector<LineNote> m_notes;
};

} // namespace meshsso::desktop
