#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace meshsso::desktop {

class AccessTester;
class CodeView;
class IconLabel;
class Label;

/// "Would it be let in?": method, host, path and user, and the answer while one types.
class AccessTesterPanel final : public QWidget
{
    Q_OBJECT
public:
    AccessTesterPanel(const ViewContext& context, AccessTester& tester, QWidget* parent = nullptr);

private:
    void ask();
    void refreshUsers();
    void refreshAnswer();

    ViewContext m_context;
    AccessTester& m_tester;
    QComboBox* m_method;
    QLineEdit* m_host;
    QLineEdit* m_path;
    QComboBox* m_user;
    QPlainTextEdit* m_claims;
    IconLabel* m_icon;
    Label* m_outcome;
    Label* m_by;
    Label* m_why;
    CodeView* m_judged;
};

} // namespace meshsso::desktop
