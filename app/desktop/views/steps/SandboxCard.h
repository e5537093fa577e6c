#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QCheckBox;
class QPushButton;

namespace meshsso::desktop {

class FactList;
class Label;

/// "Try it in a local sandbox": start, what runs where, stop.
class SandboxCard final : public QWidget
{
    Q_OBJECT
public:
    explicit SandboxCard(ViewContext context, QWidget* parent = nullptr);

private:
    void refresh();

    ViewContext m_context;
    Label* m_sentence;
    FactList* m_facts;
    QCheckBox* m_complete;
    QPushButton* m_start;
    QPushButton* m_stop;
    QPushButton* m_open;
};

} // namespace meshsso::desktop
