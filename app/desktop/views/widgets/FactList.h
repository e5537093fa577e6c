#pragma once

#include "desktop/models/StepState.h"

#include <QWidget>
#include <optional>
#include <vector>

class QGridLayout;

namespace meshsso::desktop {

/// One line of a result: what, its value, and how it is judged.
struct Fact
{
    QString name;
    QString value;
    std::optional<StepStatus> status = {}; ///< an icon before the value
    bool isCode = false;                   ///< in the fixed font
};

/// Names and values below each other, as a result is read. Values can be selected.
class FactList final : public QWidget
{
    Q_OBJECT
public:
    explicit FactList(QWidget* parent = nullptr);
    void setFacts(const std::vector<Fact>& facts);

private:
    QGridLayout* m_grid;
    QWidget* m_body = nullptr;
    QString m_shown;
};

} // namespace meshsso::desktop
