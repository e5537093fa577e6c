#pragma once

#include <QWidget>
#include <map>
#include <string>

class QPlainTextEdit;

namespace meshsso::desktop {

class Label;

/// Names with values, one pair a line: "KC_LOG_LEVEL=info", "X-Tenant: tenant". What cannot be read is said
/// below the lines, the last good pairs hold until it is mended, and the line that is being typed is left in
/// peace.
class PairsField final : public QWidget
{
    Q_OBJECT
public:
    using Pairs = std::map<std::string, std::string>;

    /// A text that was read: the pairs, or which line (from 0) has no separator, no name or a name that
    /// stood before.
    struct Reading
    {
        Pairs pairs;
        int badLine = -1;
        bool isRepeated = false;
    };

    PairsField(const QString& label, QChar separator, const QString& placeholder, QWidget* parent = nullptr);
    const Pairs& pairs() const { return m_pairs; }
    /// Nothing is emitted; the text stays as it was typed if it says the same.
    void setPairs(const Pairs& pairs);

    static Reading parse(const QString& text, QChar separator);
    static QString format(const Pairs& pairs, QChar separator);

signals:
    /// The operator wrote other pairs.
    void edited();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void read();
    void showProblem(const Reading& reading, bool sparesCurrentLine);

    QChar m_separator;
    Pairs m_pairs;
    QPlainTextEdit* m_edit;
    Label* m_problem;
};

} // namespace meshsso::desktop
