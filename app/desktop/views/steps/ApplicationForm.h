#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

namespace meshsso::desktop {

class Form;

/// The fields of one application, by its index; made anew for another one.
class ApplicationForm final : public QWidget
{
    Q_OBJECT
public:
    ApplicationForm(const ViewContext& context, int index, QWidget* parent = nullptr);
    bool reveal(const QString& field);

private:
    Form* m_form;
};

} // namespace meshsso::desktop
