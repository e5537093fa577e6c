#pragma once

#include <QWidget>
#include <map>
#include <optional>
#include <string>

class QLineEdit;

namespace meshsso::desktop {

class Label;

/// Kubernetes labels in one line: "app=istio-ingressgateway, istio=ingressgateway". What cannot be read is
/// said below the line and stays until it is mended.
class LabelsField final : public QWidget
{
    Q_OBJECT
public:
    using Labels = std::map<std::string, std::string>;

    explicit LabelsField(const QString& label, QWidget* parent = nullptr);
    const Labels& labels() const { return m_labels; }
    void setLabels(const Labels& labels);

    /// Nothing if a part has no "=", or no name before it.
    static std::optional<Labels> parse(const QString& text);
    static QString format(const Labels& labels);

signals:
    void edited();

private:
    void commit();

    Labels m_labels;
    QLineEdit* m_edit;
    Label* m_problem;
};

} // namespace meshsso::desktop
