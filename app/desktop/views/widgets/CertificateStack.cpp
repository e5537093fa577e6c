#include "desktop/views/widgets/CertificateStack.h"

#include "desktop/models/Text.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/ValidityBar.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

/// A colon may end a line, so that a fingerprint wraps where it can be read; what is copied is without them.
QString breakable(const std::string& fingerprint)
{
    return displayable(fingerprint).replace(QLatin1Char(':'), QStringLiteral(":\u200b"));
}

QString namesOf(const crypto::CertificateInfo& info)
{
    QStringList names;
    for (const auto& name : info.names)
        names.append(displayable(name, 120));
    return names.join(QStringLiteral(", "));
}

void addRow(QGridLayout* grid, const QString& title, const QString& value, TextRole role = TextRole::Body)
{
    const int row = grid->rowCount();
    auto* heading = new Label(title, TextRole::Muted);
    heading->setWordWrap(false);
    grid->addWidget(heading, row, 0, Qt::AlignTop);
    auto* text = new Label(value, role);
    text->setSelectable(true);
    text->setMinimumWidth(0);
    grid->addWidget(text, row, 1);
}

} // namespace

CertificateStack::CertificateStack(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(Theme::grid / 2);
}

void CertificateStack::setChain(const std::vector<crypto::CertificateInfo>& chain, TimePoint now)
{
    // Rebuilt when it is another one: a selection in it survives until then.
    QString digest = QString::number(toUnixSeconds(now) / 60);
    for (const auto& info : chain)
        digest += toQString(info.sha256Fingerprint);
    if (digest == m_shown)
        return;
    m_shown = digest;
    while (auto* item = m_column->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (i > 0) {
            auto* link = new QWidget;
            auto* row = new QHBoxLayout(link);
            row->setContentsMargins(Theme::cardPadding, 0, 0, 0);
            row->addWidget(new IconLabel(QStringLiteral("arrow-down"), 16, IconColor::Muted));
            row->addWidget(new Label(tr("signed by"), TextRole::Small), 1);
            m_column->addWidget(link);
        }
        m_column->addWidget(makeCard(chain[i], now, i == 0));
    }
}

QWidget* CertificateStack::makeCard(const crypto::CertificateInfo& info, TimePoint now, bool isLeaf)
{
    auto* card = new Card;
    auto* top = new QHBoxLayout;
    top->setSpacing(Theme::grid);
    top->addWidget(new IconLabel(isLeaf ? QStringLiteral("badge-check") : QStringLiteral("shield-check"), 20,
                                 IconColor::Accent));
    auto* subject =
        new Label(info.subject.empty() ? tr("No subject") : displayable(info.subject, 200), TextRole::Strong);
    subject->setSelectable(true);
    top->addWidget(subject, 1);
    card->content()->addLayout(top);
    card->content()->addWidget(new ValidityBar(info.notBefore, info.notAfter, now));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::grid * 2);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    if (!info.names.empty())
        addRow(grid, tr("Names"), namesOf(info), TextRole::Mono);
    addRow(grid, tr("Issuer"), info.selfSigned ? tr("itself") : displayable(info.issuer, 200));
    addRow(grid, tr("SHA-256"), breakable(info.sha256Fingerprint), TextRole::Mono);
    card->content()->addLayout(grid);
    auto* copy = new QPushButton(tr("Copy the fingerprint"));
    copy->setProperty("link", true);
    connect(copy, &QPushButton::clicked, this,
            [this, text = toQString(info.sha256Fingerprint)] { emit copyRequested(text); });
    card->content()->addWidget(copy, 0, Qt::AlignLeft);
    card->setAccessibleName(
        tr("Certificate %1, %2")
            .arg(displayable(info.subject, 200), ValidityBar::leftText(info.notBefore, info.notAfter, now)));
    return card;
}

} // namespace meshsso::desktop
