#pragma once

#include <QWidget>
#include <string>
#include <vector>

class QCheckBox;
class QVBoxLayout;

namespace meshsso::desktop {

/// A few named choices to tick, one below the other. What is chosen without being offered gets a box of its
/// own, so that it is seen and not lost.
class TickList final : public QWidget
{
    Q_OBJECT
public:
    struct Option
    {
        std::string value;
        QString text;
        bool isNeeded = false; ///< offered only while it is missing
    };

    explicit TickList(std::vector<Option> options, QWidget* parent = nullptr);
    /// In the order of the options, then what was not offered.
    std::vector<std::string> chosen() const;
    /// Nothing is emitted.
    void setChosen(const std::vector<std::string>& chosen);

signals:
    /// The operator ticked or unticked one.
    void chosenChanged();

private:
    struct Row
    {
        Option option;
        QCheckBox* box;
    };
    void add(Option option);

    QVBoxLayout* m_column;
    std::vector<Row> m_rows;
    std::size_t m_offered = 0;
};

} // namespace meshsso::desktop
