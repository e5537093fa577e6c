#pragma once

#include "desktop/models/DifferencesModel.h"
#include "desktop/views/ViewContext.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace meshsso::desktop {

class InspectorController;
class Label;
class RowTable;
class TokenView;

/// Another token beside the first: which claims differ.
class InspectorCompareView final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorCompareView(ViewContext context, QWidget* parent = nullptr);
    void refresh();

private:
    InspectorController& m_controller;
    TokenView* m_raw;
    QComboBox* m_chooser;
    QPushButton* m_clear;
    Label* m_summary;
    DifferencesModel m_model;
    RowTable* m_table;
    int m_shown = -1;
};

} // namespace meshsso::desktop
